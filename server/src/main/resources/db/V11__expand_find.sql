-- What is quoted in an incident; who took a submission up, as long as the claim stands; whether its Request IDs are in request_id_page. The table is
-- locked for a moment only: its columns are filled, and its indexes built, by migrations of their own.
alter table submission
    add column incident_reference text,
    add column claimed_by text,
    add column requests_indexed boolean not null default false;

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
