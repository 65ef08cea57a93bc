-- 表决: what is asked, of whom, and how it stands.
create table ballot (
  area_id bigint not null references area (id),
  id bigint not null,
  form text not null,
  asks text not null,
  matter bigint not null,
  title text not null,
  words text not null,
  items text not null,
  budget bigint not null,
  place_id bigint not null,
  place_path text not null,
  place_name text not null,
  opens_at bigint not null,
  closes_at bigint not null,
  lot text not null,
  state text not null,
  public_key bytea,
  case_id bigint,
  created_by bigint not null references account (id),
  frozen_at bigint,
  announced_at bigint,
  closed_at bigint,
  published_at bigint,
  result text not null,
  reason text not null,
  version bigint not null,
  primary key (area_id, id)
);
create index ballot_by_time on ballot (area_id, opens_at);

-- 专有部分: the area that counts of a room, in 0.01 m², and whether the developer still holds it.
create table ballot_part (
  area_id bigint not null,
  place_id bigint not null,
  registered bigint,
  surveyed bigint,
  contract bigint,
  developer bigint not null check (developer in (0, 1)),
  primary key (area_id, place_id),
  foreign key (area_id, place_id) references place (area_id, id)
);

-- The list of those entitled, as it was fixed. persons are ids; the code is known by its keyed hash only.
create table ballot_voter (
  area_id bigint not null references area (id),
  id bigint not null,
  ballot_id bigint not null,
  number bigint not null,
  label text not null,
  place_id bigint not null,
  place_path text not null,
  persons text not null,
  weight bigint not null,
  reason text not null,
  struck text not null,
  code_print bytea,
  primary key (area_id, id),
  foreign key (area_id, ballot_id) references ballot (area_id, id),
  unique (area_id, ballot_id, number)
);
create index ballot_voter_code on ballot_voter (area_id, ballot_id, code_print);

-- An objection to the list, and what became of it.
create table ballot_objection (
  area_id bigint not null references area (id),
  id bigint not null,
  ballot_id bigint not null,
  words text not null,
  entered_by bigint not null references account (id),
  at bigint not null,
  settled_at bigint,
  settled_by bigint references account (id),
  answer text not null,
  primary key (area_id, id),
  foreign key (area_id, ballot_id) references ballot (area_id, id)
);

-- Who has voted, and how. Until the count a sealed vote lies here and can be replaced; the count takes it out.
create table ballot_vote (
  area_id bigint not null,
  ballot_id bigint not null,
  voter_id bigint not null,
  way text not null,
  sealed bytea,
  companion text not null,
  proxy_sealed bytea,
  authority text not null,
  authority_day text,
  entered_by bigint references account (id),
  at bigint not null,
  primary key (area_id, ballot_id, voter_id),
  foreign key (area_id, voter_id) references ballot_voter (area_id, id)
);

-- The box as it was closed: names of sealed votes, nobody's.
create table ballot_sealed (
  area_id bigint not null,
  ballot_id bigint not null,
  name text not null,
  primary key (area_id, ballot_id, name),
  foreign key (area_id, ballot_id) references ballot (area_id, id)
);

-- Opened votes, under random names, without a time.
create table ballot_opened (
  area_id bigint not null,
  ballot_id bigint not null,
  name text not null,
  choice text not null,
  weight bigint not null,
  primary key (area_id, ballot_id, name),
  foreign key (area_id, ballot_id) references ballot (area_id, id)
);

-- A bundle of papers, typed by one clerk and again by another.
create table ballot_batch (
  area_id bigint not null,
  id bigint not null,
  ballot_id bigint not null,
  label text not null,
  first_by bigint not null references account (id),
  second_by bigint references account (id),
  at bigint not null,
  primary key (area_id, id),
  foreign key (area_id, ballot_id) references ballot (area_id, id)
);

create table ballot_paper (
  area_id bigint not null,
  batch_id bigint not null,
  number bigint not null,
  first text not null,
  second text not null,
  settled text not null,
  settled_by bigint references account (id),
  primary key (area_id, batch_id, number),
  foreign key (area_id, batch_id) references ballot_batch (area_id, id)
);
