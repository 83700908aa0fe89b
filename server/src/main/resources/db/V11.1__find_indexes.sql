-- The filters incidentReference and claimedBy, alone and with the Party; and which files have no Request IDs in request_id_page yet. Writes to the
-- table wait while the indexes are built, reads do not.
create index submission_incident_reference on submission (incident_reference, party_id) where incident_reference is not null;
create index submission_claimed_by on submission (claimed_by, file_type, status, received_at desc, id desc)
    where claimed_by is not null;
create index submission_claimed_by_party on submission (claimed_by, party_id, file_type, status, received_at desc, id desc)
    where claimed_by is not null;
create index submission_without_request_ids on submission (id)
    where file_type = 'EXIT_QUARANTINE' and not requests_indexed and content_purged_at is null;
