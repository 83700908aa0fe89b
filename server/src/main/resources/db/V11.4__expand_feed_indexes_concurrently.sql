-- The feed of some types: each type of each file type is an order of its own.
drop index concurrently if exists event_type_feed;
create index concurrently event_type_feed on event (type, file_type, feed_index) where feed_index is not null;
drop index concurrently if exists event_party_type_feed;
create index concurrently event_party_type_feed on event (party_id, type, file_type, feed_index) where feed_index is not null;
