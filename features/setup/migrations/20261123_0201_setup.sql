-- 交接班: what one shift tells the next. Phone numbers in the words are masked.
create table handover_note (
  area_id bigint not null references area (id),
  id bigint not null,
  account_id bigint not null references account (id),
  at bigint not null,
  text text not null,
  primary key (area_id, id)
);
create index handover_note_at on handover_note (area_id, at);
