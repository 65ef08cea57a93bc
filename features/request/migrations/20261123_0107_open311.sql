-- Keys with which other platforms report by Open311. The key itself is nowhere kept.
create table api_key (
  area_id bigint not null references area (id),
  id bigint not null,
  name text not null,
  key_hash bytea not null,
  made_by bigint not null references account (id),
  made_at bigint not null,
  ended_at bigint,
  primary key (area_id, id)
);
create unique index api_key_hash on api_key (area_id, key_hash);
