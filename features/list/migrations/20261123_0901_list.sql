-- 问题清单、需求清单、资源清单: what is to be done or offered, who does it, until when, and the proof.
create table list_item (
  area_id bigint not null references area (id),
  id bigint not null,
  list text not null,
  theme text not null,
  title text not null,
  detail text not null,
  place_id bigint not null,
  place_path text not null,
  place_name text not null,
  state text not null,
  open bigint not null,
  source text not null,
  source_ref text,
  case_id bigint,
  owner_kind text not null,
  owner_id bigint,
  due_day text not null,
  requires text not null,
  urgency bigint not null,
  elders bigint not null,
  households bigint not null,
  fen bigint,
  score bigint not null,
  rank bigint not null,
  public bigint not null,
  escalated bigint not null,
  proposed bigint not null,
  done_by bigint references account (id),
  check_day text,
  round bigint not null,
  result text not null,
  offered_by bigint references organisation (id),
  amount bigint not null,
  used bigint not null,
  created_by bigint references account (id),
  created_at bigint not null,
  version bigint not null,
  primary key (area_id, id),
  unique (area_id, source, source_ref)
);
create index list_item_by_rank on list_item (area_id, list, open, rank, id);
create index list_item_by_owner on list_item (area_id, owner_kind, owner_id, open);
create index list_item_by_place on list_item (area_id, place_path);
create index list_item_by_check on list_item (area_id, state, check_day);

-- 资源与需求对接: a need asks for an offer, or a partner offers it; who asked, who agreed.
create table list_claim (
  area_id bigint not null references area (id),
  id bigint not null,
  item_id bigint not null,
  offer_id bigint not null,
  organisation_id bigint not null references organisation (id),
  amount bigint not null,
  asked_by text not null,
  state text not null,
  due_day text not null,
  at bigint not null,
  version bigint not null,
  primary key (area_id, id),
  foreign key (area_id, item_id) references list_item (area_id, id),
  foreign key (area_id, offer_id) references list_item (area_id, id)
);
create index list_claim_of_item on list_claim (area_id, item_id, id);
create index list_claim_of_offer on list_claim (area_id, offer_id, id);
create index list_claim_of_organisation on list_claim (area_id, organisation_id, state);

-- 服务菜单: what residents order from.
create table menu_item (
  area_id bigint not null references area (id),
  id bigint not null,
  title text not null,
  detail text not null,
  theme text not null,
  organisation_id bigint references organisation (id),
  fen bigint not null,
  within_days bigint not null,
  requires text not null,
  active bigint not null,
  version bigint not null,
  primary key (area_id, id)
);

-- 群众下单: who ordered; everything personal is sealed. The code on the slip opens it, and only its hash is kept.
create table list_order (
  area_id bigint not null references area (id),
  id bigint not null,
  item_id bigint not null,
  menu_id bigint not null,
  receipt bigint not null,
  code_hash bytea not null,
  name_sealed bytea not null,
  phone_sealed bytea not null,
  words_sealed bytea not null,
  at bigint not null,
  primary key (area_id, id),
  unique (area_id, code_hash),
  foreign key (area_id, item_id) references list_item (area_id, id),
  foreign key (area_id, menu_id) references menu_item (area_id, id)
);
create index list_order_of_item on list_order (area_id, item_id);

-- 共建单位 as an area knows it: what it is, whose interests might collide.
create table partner (
  area_id bigint not null references area (id),
  organisation_id bigint not null references organisation (id),
  office_building bigint not null,
  conflict text not null,
  primary key (area_id, organisation_id)
);

create table partner_agreement (
  area_id bigint not null references area (id),
  id bigint not null,
  organisation_id bigint not null references organisation (id),
  title text not null,
  state text not null,
  from_day text not null,
  to_day text not null,
  version bigint not null,
  primary key (area_id, id)
);
create index partner_agreement_of on partner_agreement (area_id, organisation_id, id);

-- What a partner is qualified for, and until when its paper holds.
create table partner_paper (
  area_id bigint not null references area (id),
  id bigint not null,
  organisation_id bigint not null references organisation (id),
  kind text not null,
  to_day text not null,
  primary key (area_id, id)
);
create index partner_paper_of on partner_paper (area_id, organisation_id, to_day);

-- 共建账: money in fen, material in pieces, work in quarters of an hour. A wrong line is taken back by another.
create table contribution (
  area_id bigint not null references area (id),
  id bigint not null,
  organisation_id bigint not null references organisation (id),
  item_id bigint,
  gift text not null,
  field text not null,
  amount bigint not null,
  what text not null,
  day text not null,
  takes_back bigint,
  entered_by bigint references account (id),
  primary key (area_id, id),
  unique (area_id, takes_back)
);
create index contribution_by_day on contribution (area_id, day, id);
create index contribution_of on contribution (area_id, organisation_id, day);

-- 小资产: what was put up and who keeps it in order.
create table asset (
  area_id bigint not null references area (id),
  id bigint not null,
  title text not null,
  place_id bigint not null,
  place_path text not null,
  place_name text not null,
  given_by bigint references organisation (id),
  item_id bigint,
  keeper_kind text not null,
  keeper_id bigint,
  every_days bigint not null,
  next_check text not null,
  state text not null,
  since_day text not null,
  version bigint not null,
  primary key (area_id, id)
);
create index asset_by_check on asset (area_id, next_check, id);
