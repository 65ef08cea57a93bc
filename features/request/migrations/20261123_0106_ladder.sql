-- The limit of which whoever has a case was warned, and the day by which the street wants it done.
alter table cases add column warned_due bigint;
alter table cases add column supervised_until text;

-- 书记领办: how the secretary means to settle it, as residents may read it.
create table case_lead (
  area_id bigint not null,
  case_id bigint not null,
  led_by bigint not null references account (id),
  plan text not null,
  at bigint not null,
  primary key (area_id, case_id),
  foreign key (area_id, case_id) references cases (area_id, id)
);

-- What is to be done on the way, by when, and what came of it.
create table case_milestone (
  area_id bigint not null,
  id bigint not null,
  case_id bigint not null,
  what text not null,
  due text not null,
  done_on text,
  result text not null,
  primary key (area_id, id),
  foreign key (area_id, case_id) references cases (area_id, id)
);
create index case_milestone_case on case_milestone (area_id, case_id, due, id);

-- What goes up with a case: the ways there are and what they cost, so that nobody has to ask back.
create table case_package (
  area_id bigint not null,
  case_id bigint not null,
  options text not null,
  cost_fen bigint,
  wanted text not null,
  by_account bigint not null references account (id),
  at bigint not null,
  primary key (area_id, case_id),
  foreign key (area_id, case_id) references cases (area_id, id)
);

-- 约请: organisations are called to the place; who came, and what they did.
create table case_call (
  area_id bigint not null,
  id bigint not null,
  case_id bigint not null,
  why text not null,
  meets_at bigint not null,
  called_by bigint not null references account (id),
  at bigint not null,
  primary key (area_id, id),
  foreign key (area_id, case_id) references cases (area_id, id)
);
create index case_call_case on case_call (area_id, case_id, id);
create table case_call_party (
  area_id bigint not null,
  call_id bigint not null,
  organisation_id bigint not null references organisation (id),
  came text not null,
  did text not null,
  primary key (area_id, call_id, organisation_id),
  foreign key (area_id, call_id) references case_call (area_id, id)
);
