-- How far the reactions have read an area's events.
create table reaction_cursor (
  area_id bigint not null primary key references area (id),
  seq bigint not null
);
create index event_seq on event (area_id, seq, subject_kind);
