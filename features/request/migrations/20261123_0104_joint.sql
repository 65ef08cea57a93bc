-- On whose behalf someone spoke: their name, what they are to them, and when they agreed.
alter table request add column for_name_sealed bytea;
alter table request add column relation text not null default '';
alter table request add column agreed_on text;
update request set consent = 'in_person' where consent = '当面说好了';
update request set consent = 'by_phone' where consent = '电话里说好了';

-- A link may open one part of a joint action instead of the whole case.
alter table case_link add column task_id bigint;
create index case_task_organisation on case_task (area_id, organisation_id, state, id);
