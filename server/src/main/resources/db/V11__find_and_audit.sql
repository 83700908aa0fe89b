-- What is quoted in an incident; who took a submission up, as long as the claim stands; whether its Request IDs are in request_id_page.
alter table submission
    add column incident_reference text,
    add column claimed_by text,
    add column requests_indexed boolean not null default false;

-- Claims that stand, and are open; those of what was decided before are found in the history only.
update submission
   set claimed_by = (select actor_certificate_sha256 from event
                      where submission_id = submission.id and type = 'CLAIMED' order by version desc limit 1)
 where file_type in ('ADT', 'EXIT_QUARANTINE') and status = 'PROCESSING';

-- The key of the hashes of Request IDs: one row, made here and never changed.
create table request_id_key (
    key uuid not null
);
create unique index request_id_key_is_one_row on request_id_key ((true));
insert into request_id_key values (gen_random_uuid());

-- The Request IDs of a file: those of each originator (a User ID) on 2 to the power of level pages, chosen by the top bits of the hash, with 6 bytes
-- for each. Found by originator and page, so that one page of each file of that originator is looked at.
create table request_id_page (
    submission_id uuid not null,
    originator    bigint not null,
    level         integer not null,
    number        integer not null,
    hashes        bytea not null
);
-- random bytes do not compress, and 256 hashes on average always fit
alter table request_id_page alter column hashes set storage plain;
create index request_id_page_place on request_id_page (originator, level, number);
create index request_id_page_submission on request_id_page (submission_id);

-- Audit entries are read in one order, in which they get their places when they are read.
alter table audit
    add column actor_party_id text,
    add column submission_id uuid,
    add column place bigint;
create unique index audit_place on audit (place) where place is not null;
create index audit_party_place on audit (party_id, place);
create index audit_without_place on audit (id) where place is null;
create table audit_order (
    last bigint not null
);
create unique index audit_order_is_one_row on audit_order ((true));
insert into audit_order values (-1);

-- Of an auditor, the one Party that it reads; null: all.
alter table party add column audited_party_id text;
