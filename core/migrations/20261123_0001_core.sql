-- Who and where. Reference rows of the street: street, area, organisation, account, category.
create table street (
  id bigint not null primary key,
  name text not null
);

create table area (
  id bigint not null primary key,
  street_id bigint not null references street (id),
  code text not null unique,
  name text not null,
  seal text not null,
  committee text not null,
  phone text not null,
  night_phone text not null,
  address text not null,
  zone text not null,
  key_wrapped bytea not null,
  has_owners_committee bigint not null check (has_owners_committee in (0, 1)),
  demo bigint not null default 0 check (demo in (0, 1))
);

-- The per-area order of events; also what serialises two writers of one area on PostgreSQL.
create table area_clock (
  area_id bigint not null primary key references area (id),
  event_seq bigint not null
);

create table place (
  area_id bigint not null references area (id),
  id bigint not null,
  kind text not null,
  parent_id bigint,
  path text not null,
  name text not null,
  full_name text not null,
  code text not null,
  built_year bigint,
  storeys bigint,
  has_lift bigint check (has_lift in (0, 1)),
  floor bigint,
  primary key (area_id, id),
  unique (area_id, path),
  unique (area_id, code),
  foreign key (area_id, parent_id) references place (area_id, id)
);
create index place_kind on place (area_id, kind, path);

create table organisation (
  id bigint not null primary key,
  street_id bigint not null references street (id),
  kind text not null,
  name text not null,
  phone text not null,
  parent_id bigint references organisation (id),
  valid_to text
);

-- What an organisation is in an area: its property company, its utility, its partner.
create table organisation_role (
  area_id bigint not null references area (id),
  id bigint not null,
  organisation_id bigint not null references organisation (id),
  kind text not null,
  from_day text not null,
  to_day text,
  primary key (area_id, id)
);

create table account (
  id bigint not null primary key,
  street_id bigint not null references street (id),
  organisation_id bigint references organisation (id),
  login text not null unique,
  name text not null,
  phone text not null,
  password_hash text not null,
  pin_hash text,
  totp_sealed bytea,
  disabled_at bigint,
  created_at bigint not null
);

-- A dated role at an area (area_id) or over the whole street (null).
create table account_role (
  account_id bigint not null references account (id),
  id bigint not null,
  role text not null,
  area_id bigint references area (id),
  from_day text not null,
  to_day text,
  primary key (account_id, id)
);
create index account_role_area on account_role (area_id, role);

create table session (
  token_hash bytea not null primary key,
  account_id bigint not null references account (id),
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null,
  device text not null
);
create index session_account on session (account_id);

-- A device on which TOTP was given once, so that it is not asked again before it expires.
create table trusted_device (
  token_hash bytea not null,
  account_id bigint not null references account (id),
  expires_at bigint not null,
  primary key (token_hash, account_id)
);

create table grid (
  area_id bigint not null references area (id),
  id bigint not null,
  name text not null,
  worker_id bigint references account (id),
  deputy_id bigint references account (id),
  primary key (area_id, id)
);

create table grid_place (
  area_id bigint not null,
  grid_id bigint not null,
  place_id bigint not null,
  primary key (area_id, place_id),
  foreign key (area_id, grid_id) references grid (area_id, id),
  foreign key (area_id, place_id) references place (area_id, id)
);

-- 两委成员联系群众: who looks after which stairwells, and since when.
create table contact_assignment (
  area_id bigint not null,
  id bigint not null,
  account_id bigint not null references account (id),
  place_id bigint not null,
  path text not null,
  from_day text not null,
  to_day text,
  primary key (area_id, id),
  foreign key (area_id, place_id) references place (area_id, id)
);
create index contact_assignment_account on contact_assignment (account_id, area_id);

-- The catalogue: what there is to report, whose it is, by when, on what ground.
create table category (
  code text not null primary key,
  family text not null,
  family_name text not null,
  name text not null,
  spoken text not null,
  identifier text not null,
  responsible text not null,
  committee_part text not null,
  contact_limit text not null,
  settle_limit text not null,
  limit_note text not null,
  basis text not null,
  emergency text not null,
  anchor bigint not null,
  needs_photo bigint not null check (needs_photo in (0, 1)),
  needs_verification bigint not null check (needs_verification in (0, 1)),
  confidential bigint not null check (confidential in (0, 1)),
  emergency_advice text not null,
  icon text not null,
  quick bigint not null,
  active bigint not null check (active in (0, 1)),
  version bigint not null
);

-- The dispatch catalogue of an area: who in fact takes a category here.
create table dispatch_rule (
  area_id bigint not null references area (id),
  category_code text not null references category (code),
  organisation_id bigint not null references organisation (id),
  note text not null,
  primary key (area_id, category_code)
);

-- Days on which an area works otherwise than the nation does.
create table calendar_day (
  area_id bigint not null references area (id),
  day text not null,
  kind text not null,
  name text not null,
  primary key (area_id, day)
);

-- The State Council's notice of a year, as taken in: lines of day, 休 or 班, name.
create table calendar_year (
  year bigint not null primary key,
  source text not null,
  notice text not null,
  taken_in_at bigint not null
);

-- What happened. Append-only; people by id, free text in event_note so that it can be erased.
create table event (
  area_id bigint not null references area (id),
  seq bigint not null,
  id bigint not null,
  at bigint not null,
  subject_kind text not null,
  subject_id bigint not null,
  verb text not null,
  actor_kind text not null,
  actor_id bigint,
  public bigint not null check (public in (0, 1)),
  body text not null,
  primary key (area_id, seq)
);
create index event_subject on event (area_id, subject_id, seq);

create table event_note (
  area_id bigint not null,
  event_id bigint not null,
  text text not null,
  primary key (area_id, event_id)
);

-- One row for anything that can be linked, searched or listed beside other things.
create table subject (
  area_id bigint not null references area (id),
  id bigint not null,
  kind text not null,
  title text not null,
  state text not null,
  place_path text not null,
  at bigint not null,
  primary key (area_id, id)
);

-- Aggregates kept by events: n of key, so that a tab's count costs one row.
create table counter (
  area_id bigint not null references area (id),
  key text not null,
  n bigint not null,
  primary key (area_id, key)
);

-- The first answer to an idempotency key.
create table idem (
  area_id bigint not null references area (id),
  key text not null,
  answer text not null,
  at bigint not null,
  primary key (area_id, key)
);

-- Receipts: four digits, once per area and cycle; blocks are leased by nodes.
create table receipt_cycle (
  area_id bigint not null references area (id),
  cycle bigint not null,
  used bigint not null,
  salt bigint not null,
  primary key (area_id, cycle)
);

-- What a requester is told, by whichever way reaches them.
create table message (
  area_id bigint not null references area (id),
  id bigint not null,
  subject_id bigint not null,
  request_id bigint not null,
  kind text not null,
  channel text not null,
  body text not null,
  state text not null,
  created_at bigint not null,
  told_at bigint,
  told_by bigint references account (id),
  primary key (area_id, id)
);
create index message_request on message (area_id, request_id, id);
create index message_pending on message (area_id, state, created_at);

create table file (
  area_id bigint not null references area (id),
  id bigint not null,
  subject_id bigint not null,
  purpose text not null,
  media_type text not null,
  sha256 bytea not null,
  bytes bigint not null,
  width bigint,
  height bigint,
  uploaded_by bigint,
  created_at bigint not null,
  primary key (area_id, id)
);
create index file_subject on file (area_id, subject_id);

-- A look at personal data: who, whose, why, when.
create table look (
  area_id bigint not null references area (id),
  id bigint not null,
  account_id bigint not null references account (id),
  subject_id bigint not null,
  field text not null,
  reason text not null,
  at bigint not null,
  primary key (area_id, id)
);
create index look_subject on look (area_id, subject_id);

-- Tries that failed, counted so that guessing stops paying.
create table attempt (
  key text not null primary key,
  n bigint not null,
  first_at bigint not null
);

-- Work that only one node may do at a time, and node numbers.
create table lease (
  name text not null primary key,
  holder text not null,
  until bigint not null
);

create table setting (
  area_id bigint not null,
  key text not null,
  value text not null,
  primary key (area_id, key)
);
