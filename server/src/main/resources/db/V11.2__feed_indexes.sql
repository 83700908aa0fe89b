-- The feed of some types: each type of each file type is an order of its own. Writes to the table wait while the indexes are built.
create index event_type_feed on event (type, file_type, feed_index) where feed_index is not null;
create index event_party_type_feed on event (party_id, type, file_type, feed_index) where feed_index is not null;
