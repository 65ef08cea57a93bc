-- 常态化走访: how often, who was reached when, and each visit.
create table visit_interval (
  area_id bigint not null references area (id),
  tier text not null,
  days bigint not null,
  primary key (area_id, tier)
);

-- Where visiting stands with someone; only what was ever said of them. The reason of a tier set by hand is sealed.
create table visit_standing (
  area_id bigint not null references area (id),
  person_id bigint not null,
  tier text,
  reason_sealed bytea,
  met_day text,
  reached_day text,
  tried_day text,
  unanswered bigint not null,
  version bigint not null,
  primary key (area_id, person_id),
  foreign key (area_id, person_id) references person (area_id, id)
);

-- A visit as it was. What was noted is sealed; a finding that went to the desk has the case it became.
create table visit (
  area_id bigint not null references area (id),
  id bigint not null,
  person_id bigint not null,
  place_id bigint not null,
  outcome text not null,
  way text not null,
  note_sealed bytea,
  category text not null,
  day text not null,
  by_account bigint references account (id),
  entered_at bigint not null,
  case_id bigint,
  receipt bigint,
  primary key (area_id, id),
  foreign key (area_id, person_id) references person (area_id, id),
  foreign key (area_id, place_id) references place (area_id, id)
);
create index visit_of_person on visit (area_id, person_id, day);
