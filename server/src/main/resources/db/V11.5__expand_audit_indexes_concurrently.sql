-- The order of the audit entries, of all and of a Party; and those that have no place in it yet.
drop index concurrently if exists audit_place;
create unique index concurrently audit_place on audit (place) where place is not null;
drop index concurrently if exists audit_party_place;
create index concurrently audit_party_place on audit (party_id, place);
drop index concurrently if exists audit_without_place;
create index concurrently audit_without_place on audit (id) where place is null;
