-- What hot spots are looked for in: one row for each request that came in, kept by events. Disputes have none.
create table hotspot_fact (
  area_id bigint not null references area (id),
  case_id bigint not null,
  day text not null,
  place_id bigint not null,
  place_path text not null,
  category text not null,
  household bigint not null,
  primary key (area_id, case_id)
);
create index hotspot_fact_by_day on hotspot_fact (area_id, day);

-- When each rule last looked, and in how much.
create table hotspot_look (
  area_id bigint not null references area (id),
  rule text not null,
  day text not null,
  at bigint not null,
  facts bigint not null,
  found bigint not null,
  primary key (area_id, rule)
);

-- 热点: from the alert to the account.
create table hotspot (
  area_id bigint not null references area (id),
  id bigint not null,
  scope text not null,
  category text not null,
  place_id bigint not null,
  place_path text not null,
  place_name text not null,
  state text not null,
  found_at bigint not null,
  lead_id bigint references account (id),
  acknowledged_at bigint,
  plan text not null,
  plan_note text not null,
  plan_due text,
  planned_at bigint,
  meeting_id bigint,
  minutes_at bigint,
  evidence text not null,
  account text not null,
  struck_at bigint,
  version bigint not null,
  primary key (area_id, id)
);
create index hotspot_by_state on hotspot (area_id, state, id);

-- What each rule says of it, with the rule's own figures.
create table hotspot_sign (
  area_id bigint not null references area (id),
  hotspot_id bigint not null,
  rule text not null,
  category text not null,
  place_id bigint not null,
  place_path text not null,
  place_name text not null,
  places bigint not null,
  from_day text not null,
  to_day text not null,
  cases bigint not null,
  households bigint not null,
  expected double precision not null,
  recurrence double precision,
  approximate bigint not null,
  bound double precision,
  seen_at bigint not null,
  primary key (area_id, hotspot_id, rule),
  foreign key (area_id, hotspot_id) references hotspot (area_id, id)
);

-- Which cases it is made of.
create table hotspot_case (
  area_id bigint not null references area (id),
  hotspot_id bigint not null,
  case_id bigint not null,
  household bigint not null,
  primary key (area_id, hotspot_id, case_id),
  foreign key (area_id, hotspot_id) references hotspot (area_id, id)
);

-- 每月一题: one theme a month, with its lead, its tasks and its result.
create table monthly_topic (
  area_id bigint not null references area (id),
  id bigint not null,
  month text not null,
  title text not null,
  hotspot_id bigint,
  lead_id bigint not null references account (id),
  result text not null,
  settled_at bigint,
  created_by bigint not null references account (id),
  version bigint not null,
  primary key (area_id, id),
  unique (area_id, month)
);
create table monthly_task (
  area_id bigint not null references area (id),
  id bigint not null,
  topic_id bigint not null,
  text text not null,
  responsible text not null,
  due_day text not null,
  done_at bigint,
  became text not null,
  primary key (area_id, id),
  foreign key (area_id, topic_id) references monthly_topic (area_id, id)
);
create index monthly_task_of on monthly_task (area_id, topic_id, id);
