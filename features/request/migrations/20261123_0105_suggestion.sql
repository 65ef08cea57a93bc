-- What was suggested for a case, once for each kind, and whether staff took it: null while nothing is decided, 0 where
-- they did something else, else the rank of what they took. Codes and ids only.
create table suggestion (
  area_id bigint not null,
  case_id bigint not null,
  kind text not null,
  offered text not null,
  at bigint not null,
  taken bigint,
  taken_at bigint,
  primary key (area_id, case_id, kind),
  foreign key (area_id, case_id) references cases (area_id, id)
);
