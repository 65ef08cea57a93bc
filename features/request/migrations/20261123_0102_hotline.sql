-- The row an order of the hotline came as, sealed: a reply goes back with the same columns.
create table hotline_order (
  area_id bigint not null,
  case_id bigint not null,
  request_id bigint not null,
  row_sealed bytea not null,
  primary key (area_id, case_id),
  foreign key (area_id, case_id) references cases (area_id, id),
  foreign key (area_id, request_id) references request (area_id, id)
);
create index cases_hotline_state on cases (area_id, hotline_state, hotline_due, id);
