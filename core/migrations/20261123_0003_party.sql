-- Who and where: people apart from what each one is at a place. Names, phones and notes are sealed.
create table person (
  area_id bigint not null references area (id),
  id bigint not null,
  name_sealed bytea not null,
  name_fingerprint bytea not null,
  phone_sealed bytea,
  phone_fingerprint bytea,
  phone_last4_fingerprint bytea,
  landline_sealed bytea,
  landline_fingerprint bytea,
  landline_last4_fingerprint bytea,
  born text,
  gender text not null,
  note_sealed bytea,
  version bigint not null,
  changed_at bigint not null,
  primary key (area_id, id)
);
create index person_phone on person (area_id, phone_fingerprint);
create index person_phone_last4 on person (area_id, phone_last4_fingerprint);
create index person_landline on person (area_id, landline_fingerprint);
create index person_landline_last4 on person (area_id, landline_last4_fingerprint);

-- What someone is at a place, from one day to another. A resident's role says how they stand in that room
-- (residence_state), so that the figures of any day can be computed. share is in ten-thousandths.
create table person_role (
  area_id bigint not null,
  id bigint not null,
  person_id bigint not null,
  kind text not null,
  place_id bigint not null,
  path text not null,
  residence_state text,
  for_person_id bigint,
  relation text not null,
  share bigint check (share between 1 and 10000),
  from_day text not null,
  to_day text,
  primary key (area_id, id),
  check ((kind = 'resident') = (residence_state is not null)),
  foreign key (area_id, person_id) references person (area_id, id),
  foreign key (area_id, for_person_id) references person (area_id, id),
  foreign key (area_id, place_id) references place (area_id, id)
);
create index person_role_path on person_role (area_id, path, kind);
create index person_role_person on person_role (area_id, person_id);
create index person_role_for on person_role (area_id, for_person_id);

-- What a worker has confirmed of a household; what is derived is computed and never stored.
create table household (
  area_id bigint not null,
  room_id bigint not null,
  kinds text not null,
  confirmed_by bigint not null references account (id),
  confirmed_at bigint not null,
  primary key (area_id, room_id),
  foreign key (area_id, room_id) references place (area_id, id)
);

-- 产权单位: who owns a building or room of public housing. Its lessees hold the role.
create table property_unit (
  area_id bigint not null,
  place_id bigint not null,
  path text not null,
  organisation_id bigint not null references organisation (id),
  primary key (area_id, place_id),
  foreign key (area_id, place_id) references place (area_id, id)
);

-- 物业管理区域: the legal unit of one owners' assembly, which may differ from the compound.
create table property_area (
  area_id bigint not null references area (id),
  id bigint not null,
  name text not null,
  primary key (area_id, id)
);

create table property_area_place (
  area_id bigint not null,
  property_area_id bigint not null,
  place_id bigint not null,
  primary key (area_id, place_id),
  foreign key (area_id, property_area_id) references property_area (area_id, id),
  foreign key (area_id, place_id) references place (area_id, id)
);

-- A file on its way in: its cells, sealed, until it is imported or a day has passed.
create table import_draft (
  area_id bigint not null references area (id),
  id bigint not null,
  file_name text not null,
  columns text not null,
  cells_sealed bytea not null,
  made_by bigint not null references account (id),
  expires_at bigint not null,
  primary key (area_id, id)
);

-- What one import did, so that it can be undone: rows added, and what changed rows were before.
create table import_batch (
  area_id bigint not null references area (id),
  id bigint not null,
  file_name text not null,
  added bigint not null,
  changed bigint not null,
  ended bigint not null,
  made_by bigint not null references account (id),
  made_at bigint not null,
  primary key (area_id, id)
);

create table import_row (
  area_id bigint not null,
  batch_id bigint not null,
  id bigint not null,
  act text not null,
  person_id bigint,
  version bigint,
  before_sealed bytea,
  primary key (area_id, batch_id, id, act),
  foreign key (area_id, batch_id) references import_batch (area_id, id)
);
