-- Whom a message is sent to by a channel, sealed; gone once it is told or handed back to a person.
alter table message add column to_sealed bytea;
create index message_queued on message (state, area_id) where state = 'queued';
