-- 值班表: who answers when the desk does not.
create table duty_shift (
  area_id bigint not null references area (id),
  id bigint not null,
  name text not null,
  phone text not null,
  from_at bigint not null,
  to_at bigint not null,
  primary key (area_id, id)
);
create index duty_shift_to on duty_shift (area_id, to_at);
