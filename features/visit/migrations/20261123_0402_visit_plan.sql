-- The plan of four weeks, any other real contact, and 老伙伴.

-- The last contact, where it was no visit: what it was.
alter table visit_standing add column contact text;

-- The plan that stands in an area.
create table visit_plan (
  area_id bigint not null references area (id),
  from_day text not null,
  until_day text not null,
  made_at bigint not null,
  made_by bigint references account (id),
  left_out bigint not null,
  version bigint not null,
  primary key (area_id)
);

-- A visit of the plan: by an account or by a steward, on which day. Any contact from counts_from on settles it.
create table visit_planned (
  area_id bigint not null references area (id),
  id bigint not null,
  person_id bigint not null,
  place_id bigint not null,
  day text not null,
  counts_from text not null,
  minutes bigint not null,
  account_id bigint references account (id),
  steward_id bigint,
  by_hand bigint not null,
  done_day text,
  primary key (area_id, id),
  foreign key (area_id, person_id) references person (area_id, id),
  foreign key (area_id, steward_id) references person (area_id, id),
  foreign key (area_id, place_id) references place (area_id, id)
);
create index visit_planned_day on visit_planned (area_id, day);
create index visit_planned_person on visit_planned (area_id, person_id);

-- Whose case it is, where that is somebody of the registry.
create table visit_case (
  area_id bigint not null references area (id),
  case_id bigint not null,
  person_id bigint not null,
  primary key (area_id, case_id),
  foreign key (area_id, person_id) references person (area_id, id)
);

-- A contact that was no visit. Its id is that of the event, or of the line of a volunteer's slip.
create table visit_contact (
  area_id bigint not null references area (id),
  id bigint not null,
  person_id bigint not null,
  kind text not null,
  day text not null,
  case_id bigint,
  volunteer_id bigint,
  primary key (area_id, id),
  foreign key (area_id, person_id) references person (area_id, id),
  foreign key (area_id, volunteer_id) references person (area_id, id)
);
create index visit_contact_person on visit_contact (area_id, person_id, day);

-- 老伙伴: a volunteer and someone they look in on.
create table visit_pair (
  area_id bigint not null references area (id),
  id bigint not null,
  volunteer_id bigint not null,
  person_id bigint not null,
  from_day text not null,
  to_day text,
  primary key (area_id, id),
  foreign key (area_id, volunteer_id) references person (area_id, id),
  foreign key (area_id, person_id) references person (area_id, id)
);
