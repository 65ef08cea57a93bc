-- 资金: where money comes from, what it is kept for, and who let it go. All amounts in fen.
create table fund (
  area_id bigint not null references area (id),
  id bigint not null,
  source text not null,
  name text not null,
  rule_text text not null,
  granted bigint not null,
  committed bigint not null,
  paid bigint not null,
  created_at bigint not null,
  primary key (area_id, id)
);

-- Money of a fund that is kept for a project.
create table fund_commitment (
  area_id bigint not null references area (id),
  id bigint not null,
  fund_id bigint not null,
  project_id bigint not null,
  fen bigint not null,
  released bigint not null,
  paid bigint not null,
  asked bigint not null,
  basis text not null,
  at bigint not null,
  primary key (area_id, id),
  foreign key (area_id, fund_id) references fund (area_id, id)
);
create index fund_commitment_of on fund_commitment (area_id, project_id, id);

-- A payment: one asks, another lets it go.
create table fund_payment (
  area_id bigint not null references area (id),
  id bigint not null,
  fund_id bigint not null,
  commitment_id bigint not null,
  project_id bigint not null,
  fen bigint not null,
  payee text not null,
  purpose text not null,
  state text not null,
  asked_by bigint not null references account (id),
  asked_at bigint not null,
  decided_by bigint references account (id),
  decided_at bigint,
  note text not null,
  primary key (area_id, id),
  foreign key (area_id, commitment_id) references fund_commitment (area_id, id)
);
create index fund_payment_of on fund_payment (area_id, project_id, id);
create index fund_payment_by_state on fund_payment (area_id, state, asked_at);

-- The ledger: what came in, was committed, released and paid, in the order it happened.
create table fund_entry (
  area_id bigint not null references area (id),
  id bigint not null,
  fund_id bigint not null,
  kind text not null,
  fen bigint not null,
  project_id bigint,
  text text not null,
  at bigint not null,
  account_id bigint,
  primary key (area_id, id),
  foreign key (area_id, fund_id) references fund (area_id, id)
);
create index fund_entry_of on fund_entry (area_id, fund_id, id);
