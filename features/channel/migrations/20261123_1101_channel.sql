-- Ways out of the house: a provider of SMS, a robot of a work group.
create table channel (
  area_id bigint not null references area (id),
  id bigint not null,
  kind text not null,
  name text not null,
  -- Whose group it is; null for the committee's own.
  organisation_id bigint references organisation (id),
  address text not null,
  account text not null,
  sign_name text not null,
  template text not null,
  secret_sealed bytea not null,
  -- Minutes of the day between which nothing is sent that can wait.
  quiet_from bigint not null,
  quiet_to bigint not null,
  active bigint not null,
  next_at bigint not null,
  primary key (area_id, id)
);

-- One message on its way out.
create table delivery (
  area_id bigint not null references area (id),
  id bigint not null,
  channel_id bigint not null,
  -- What it comes from, so that the same is never taken up twice.
  source text not null,
  subject_id bigint,
  message_id bigint,
  body text not null,
  urgent bigint not null,
  state text not null,
  tries bigint not null,
  next_at bigint not null,
  -- What the other side said last: its number of what it took, or its word for why not.
  said text not null,
  created_at bigint not null,
  changed_at bigint not null,
  primary key (area_id, id),
  unique (area_id, channel_id, source),
  foreign key (area_id, channel_id) references channel (area_id, id)
);
create index delivery_state on delivery (area_id, state, next_at);
