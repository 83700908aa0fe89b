-- The filters incidentReference and claimedBy, alone and with the Party; and which files have no Request IDs in request_id_page yet.
drop index concurrently if exists submission_incident_reference;
create index concurrently submission_incident_reference on submission (incident_reference, party_id) where incident_reference is not null;
drop index concurrently if exists submission_claimed_by;
create index concurrently submission_claimed_by on submission (claimed_by, file_type, status, received_at desc, id desc)
    where claimed_by is not null;
drop index concurrently if exists submission_claimed_by_party;
create index concurrently submission_claimed_by_party on submission (claimed_by, party_id, file_type, status, received_at desc, id desc)
    where claimed_by is not null;
drop index concurrently if exists submission_without_request_ids;
create index concurrently submission_without_request_ids on submission (id)
    where file_type = 'EXIT_QUARANTINE' and not requests_indexed and content_purged_at is null;
