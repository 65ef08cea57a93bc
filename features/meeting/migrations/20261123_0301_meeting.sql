-- 会议: from the notice to what became of each point.
create table meeting (
  area_id bigint not null references area (id),
  id bigint not null,
  kind text not null,
  title text not null,
  topics text not null,
  place_id bigint not null,
  place_path text not null,
  place_name text not null,
  starts_at bigint not null,
  entitled bigint not null,
  confidential bigint not null,
  short_notice text not null,
  state text not null,
  code text not null,
  case_id bigint,
  created_by bigint not null references account (id),
  announced_at bigint,
  held_at bigint,
  published_at bigint,
  absent text not null,
  reason text not null,
  version bigint not null,
  primary key (area_id, id)
);
create index meeting_by_time on meeting (area_id, starts_at);
create index meeting_by_state on meeting (area_id, state, starts_at);

-- Who is there, or stood for. The name is sealed; its keyed hash keeps anyone from being counted twice.
create table meeting_attendance (
  area_id bigint not null references area (id),
  id bigint not null,
  meeting_id bigint not null,
  for_group text not null,
  way text not null,
  name_sealed bytea not null,
  name_print bytea not null,
  proxy_sealed bytea,
  at bigint not null,
  entered_by bigint references account (id),
  primary key (area_id, id),
  foreign key (area_id, meeting_id) references meeting (area_id, id),
  unique (area_id, meeting_id, for_group, name_print)
);

-- 会议纪要, line by line.
create table meeting_point (
  area_id bigint not null references area (id),
  id bigint not null,
  meeting_id bigint not null,
  kind text not null,
  for_group text not null,
  text text not null,
  responsible text not null,
  due_day text,
  settled_at bigint,
  settled_note text not null,
  case_id bigint,
  receipt bigint,
  version bigint not null,
  primary key (area_id, id),
  foreign key (area_id, meeting_id) references meeting (area_id, id)
);
create index meeting_point_of on meeting_point (area_id, meeting_id, id);
