-- 排摸、巡查与叫应: a list from the registry, split into sheets, and how it went line by line.
create table round (
  area_id bigint not null references area (id),
  id bigint not null,
  kind text not null,
  unit text not null,
  title text not null,
  place_id bigint not null,
  place_path text not null,
  place_name text not null,
  tests text not null,
  together text not null,
  questions text not null,
  state text not null,
  created_by bigint not null references account (id),
  created_at bigint not null,
  due_day text,
  closed_at bigint,
  reason text not null,
  version bigint not null,
  primary key (area_id, id)
);
create index round_by_time on round (area_id, created_at);

-- A sheet: one stairwell of a round. Its number stands on paper.
create table round_sheet (
  area_id bigint not null,
  round_id bigint not null,
  n bigint not null,
  place_id bigint not null,
  place_path text not null,
  name text not null,
  account_id bigint references account (id),
  steward_id bigint,
  primary key (area_id, round_id, n),
  foreign key (area_id, round_id) references round (area_id, id),
  foreign key (area_id, place_id) references place (area_id, id),
  foreign key (area_id, steward_id) references person (area_id, id)
);

-- A door, a person or a place on the list. Notes, answers and what the registry is to learn are sealed.
create table round_line (
  area_id bigint not null,
  id bigint not null,
  round_id bigint not null,
  sheet bigint not null,
  place_id bigint not null,
  place_path text not null,
  place_name text not null,
  person_id bigint,
  reasons text not null,
  mark text not null,
  tries bigint not null,
  note_sealed bytea,
  answers_sealed bytea,
  facts_sealed bytea,
  by_account bigint references account (id),
  at bigint,
  category text not null,
  recheck_day text,
  case_id bigint,
  receipt bigint,
  version bigint not null,
  primary key (area_id, id),
  foreign key (area_id, round_id, sheet) references round_sheet (area_id, round_id, n),
  foreign key (area_id, place_id) references place (area_id, id),
  foreign key (area_id, person_id) references person (area_id, id)
);
create index round_line_of on round_line (area_id, round_id, sheet, place_path, id);
create index round_line_mark on round_line (area_id, round_id, mark);
create index round_line_recheck on round_line (area_id, recheck_day);
