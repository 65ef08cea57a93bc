-- The last day of a place that is no more. It is kept for all that happened there.
alter table place add column to_day text;

-- Who looked at personal data of late, worker by worker.
create index look_at on look (area_id, at);
