-- What a person said. Immutable, but for the case it now goes on in and for its being taken back.
create table request (
  area_id bigint not null references area (id),
  id bigint not null,
  case_id bigint not null,
  first_case_id bigint not null,
  receipt_cycle bigint not null,
  receipt bigint not null,
  secret_hash bytea,
  channel text not null,
  place_id bigint not null,
  place_path text not null,
  place_note text not null,
  words_sealed bytea not null,
  words_masked text not null,
  category_code text not null,
  nature text not null,
  name_sealed bytea,
  phone_sealed bytea,
  phone_print bytea,
  last_four_print bytea,
  whose text not null,
  consent text not null,
  way text not null,
  entered_by bigint references account (id),
  source text,
  source_id text,
  received_at bigint not null,
  primary key (area_id, id),
  unique (area_id, receipt_cycle, receipt),
  unique (area_id, source, source_id),
  foreign key (area_id, place_id) references place (area_id, id)
);
create index request_case on request (area_id, case_id, id);
create index request_first_case on request (area_id, first_case_id, id);
create index request_receipt on request (area_id, receipt, id);
create index request_phone on request (area_id, phone_print, id);
create index request_last_four on request (area_id, last_four_print, id);

-- The present state of our work on it: one flat row with all that lists show and filter by.
create table cases (
  area_id bigint not null references area (id),
  id bigint not null,
  version bigint not null,
  state text not null,
  title text not null,
  public_title text not null,
  category_code text not null references category (code),
  nature text not null,
  confidential bigint not null check (confidential in (0, 1)),
  place_id bigint not null,
  place_path text not null,
  place_name text not null,
  channel text not null,
  receipt bigint not null,
  requests bigint not null,
  party text not null,
  party_id bigint,
  worker_id bigint references account (id),
  round bigint not null,
  received_at bigint not null,
  began_at bigint not null,
  contact_due bigint,
  contacted_at bigint,
  settle_due bigint,
  due_at bigint,
  due_sort bigint not null,
  own_limit text,
  own_limit_from bigint,
  pauses text not null,
  extensions text not null,
  waiting_on text not null,
  waiting_until text,
  handled_at bigint,
  handled_party text,
  handled_party_id bigint,
  handled_by bigint,
  outcome text,
  outcome_reply text not null,
  outcome_constraint text not null,
  outcome_alternative text not null,
  outcome_item text not null,
  follow_up_due bigint,
  tries text not null,
  reached bigint not null check (reached in (0, 1)),
  solved text,
  satisfaction bigint,
  closed_at bigint,
  returns bigint not null,
  returnable bigint not null check (returnable in (0, 1)),
  level text not null,
  supported_at bigint,
  merged_into bigint,
  before_merge text,
  open_tasks bigint not null,
  touched bigint not null check (touched in (0, 1)),
  reachable bigint not null check (reachable in (0, 1)),
  nudged_at bigint,
  nudges bigint not null,
  overdue bigint not null check (overdue in (0, 1)),
  open bigint not null check (open in (0, 1)),
  released bigint not null check (released in (0, 1)),
  excluded_reason text not null,
  excluded_by bigint references account (id),
  excluded_second bigint references account (id),
  hotline_number text,
  hotline_due bigint,
  hotline_state text,
  primary key (area_id, id),
  foreign key (area_id, place_id) references place (area_id, id)
);
create index cases_due on cases (area_id, open, due_sort, id);
create index cases_state on cases (area_id, state, due_sort, id);
create index cases_new on cases (area_id, id);
create index cases_party on cases (area_id, party_id, open, due_sort, id);
create index cases_worker on cases (area_id, worker_id, open, due_sort, id);
create index cases_category on cases (area_id, category_code, id);
create index cases_place on cases (area_id, place_path, id);
create index cases_merged on cases (area_id, merged_into, id);
create index cases_level on cases (area_id, level, open, due_at);
create index cases_hotline on cases (area_id, hotline_number);
create index cases_overdue on cases (area_id, due_at) where open = 1 and overdue = 0;

-- A co-handler's part of a joint action.
create table case_task (
  area_id bigint not null,
  id bigint not null,
  case_id bigint not null,
  organisation_id bigint not null references organisation (id),
  what text not null,
  due_at bigint,
  state text not null,
  note text not null,
  created_at bigint not null,
  done_at bigint,
  primary key (area_id, id),
  foreign key (area_id, case_id) references cases (area_id, id)
);
create index case_task_case on case_task (area_id, case_id, id);

-- Dissuasion and mediation: for those who work on it only.
create table case_record (
  area_id bigint not null,
  id bigint not null,
  case_id bigint not null,
  kind text not null,
  text text not null,
  by_account bigint references account (id),
  at bigint not null,
  primary key (area_id, id),
  foreign key (area_id, case_id) references cases (area_id, id)
);
create index case_record_case on case_record (area_id, case_id, id);

-- A resident's device and the requests it may show, without an account.
create table device_request (
  area_id bigint not null,
  device_hash bytea not null,
  request_id bigint not null,
  at bigint not null,
  primary key (area_id, device_hash, request_id),
  foreign key (area_id, request_id) references request (area_id, id)
);

-- A one-time link for an organisation without an account, for one case.
create table case_link (
  token_hash bytea not null,
  area_id bigint not null,
  case_id bigint not null,
  organisation_id bigint not null references organisation (id),
  expires_at bigint not null,
  primary key (area_id, token_hash),
  foreign key (area_id, case_id) references cases (area_id, id)
);

-- Counter service answered on the spot (窗口接待): one line, no case.
create table counter_visit (
  area_id bigint not null references area (id),
  id bigint not null,
  kind text not null,
  what text not null,
  reply text not null,
  account_id bigint not null references account (id),
  at bigint not null,
  primary key (area_id, id)
);

-- A code on paper that binds a device to the requests of one request's phone.
create table device_code (
  area_id bigint not null,
  code_hash bytea not null,
  request_id bigint not null,
  expires_at bigint not null,
  primary key (area_id, code_hash),
  foreign key (area_id, request_id) references request (area_id, id)
);
