-- 项目: from an issue to something built, gate by gate.
create table project (
  area_id bigint not null references area (id),
  id bigint not null,
  kind text not null,
  course text not null,
  named bigint not null,
  title text not null,
  purpose text not null,
  place_id bigint not null,
  place_path text not null,
  place_name text not null,
  estimate bigint not null,
  serves text not null,
  lead text not null,
  planner text not null,
  partner text not null,
  state text not null,
  reason text not null,
  cases text not null,
  item_id bigint,
  copied_from text not null,
  created_by bigint,
  created_at bigint not null,
  state_at bigint not null,
  version bigint not null,
  primary key (area_id, id)
);
create index project_by_state on project (area_id, state, state_at);

-- What shows that a gate was passed rightly. Rows are added; one that is withdrawn stays, and says why.
create table project_proof (
  area_id bigint not null references area (id),
  id bigint not null,
  project_id bigint not null,
  piece text not null,
  for_group text not null,
  verdict text not null,
  n bigint not null,
  m bigint not null,
  fen bigint not null,
  text text not null,
  refers_id bigint,
  sha256 bytea,
  who_sealed bytea,
  at bigint not null,
  account_id bigint references account (id),
  answer text not null,
  answered_at bigint,
  withdrawn_at bigint,
  withdrawn_why text not null,
  primary key (area_id, id),
  foreign key (area_id, project_id) references project (area_id, id)
);
create index project_proof_of on project_proof (area_id, project_id, id);
