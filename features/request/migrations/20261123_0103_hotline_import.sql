-- One file of orders, or one paste, as it was taken in.
create table hotline_import (
  area_id bigint not null references area (id),
  id bigint not null,
  file_name text not null,
  orders bigint not null,
  already bigint not null,
  faulty bigint not null,
  made_by bigint not null references account (id),
  made_at bigint not null,
  primary key (area_id, id)
);

-- An order of it. What happened to its case after seq, the place in the area's order of events where the import
-- left it, or to the case it joined then, is work on it.
create table hotline_import_order (
  area_id bigint not null,
  case_id bigint not null,
  import_id bigint not null,
  seq bigint not null,
  joined_id bigint,
  primary key (area_id, case_id),
  foreign key (area_id, import_id) references hotline_import (area_id, id),
  foreign key (area_id, case_id) references hotline_order (area_id, case_id)
);
create index hotline_import_order_import on hotline_import_order (area_id, import_id, case_id);
