-- The registry: which certificate belongs to which Party, and for which User IDs the Party acts.

create table party (
    id         text primary key,
    name       text not null,
    enabled    boolean not null,
    roles      text[] not null,
    file_types text[] not null,
    user_ids   text[] not null
);

-- A certificate is never deleted: what it signed must stay provable. It is retired instead.
create table certificate (
    sha256      text primary key,
    party_id    text not null references party,
    purpose     text not null check (purpose in ('TRANSPORT', 'SIGNING')),
    der         bytea not null,
    active      boolean not null,
    -- null: whatever the Party may
    file_types  text[],
    user_ids    text[]
);
create index certificate_party on certificate (party_id);

-- One row; every change of the registry raises it, and nodes that see it raised load the registry anew.
create table registry_version (
    version bigint not null
);
insert into registry_version values (0);


-- A submission: what was delivered, and how far it has come. The act is the SHA-256 of the DER of the signed attributes.

create table submission (
    id                uuid primary key,
    act               bytea not null unique,
    party_id          text not null references party,
    file_type         text not null,
    status            text not null,
    version           integer not null,
    file_name         text,
    file_size         bigint not null,
    file_sha256       bytea not null,
    row_count         bigint not null,
    user_ids          text[] not null,
    signature         bytea not null,
    signature_sha256  bytea not null,
    signer_issuer     text not null,
    signer_serial_number text not null,
    signer_subject    text not null,
    signer_sha256     text not null references certificate,
    signing_time      timestamptz not null,
    service_request_reference text,
    client_reference  text,
    received_at       timestamptz not null,
    changed_at        timestamptz not null,
    warnings          jsonb not null,
    receipt           bytea not null
);
create index submission_newest on submission (received_at desc, id desc);
create index submission_party_newest on submission (party_id, received_at desc, id desc);
create index submission_same_content on submission (party_id, file_sha256);
create index submission_client_reference on submission (client_reference, party_id) where client_reference is not null;

-- The exact bytes of the file, in order; one transaction with the submission.
create table file_chunk (
    submission_id uuid not null references submission,
    position      integer not null,
    bytes         bytea not null,
    primary key (submission_id, position)
);
-- files do not compress again in the page store; the CSV is small beside its index
alter table file_chunk alter column bytes set storage external;

create table withdrawal (
    submission_id uuid primary key references submission,
    act           bytea not null unique,
    instruction   bytea not null,
    signature     bytea not null,
    signer_sha256 text not null references certificate,
    reason        text not null,
    requested_at  timestamptz not null,
    withdrawn_at  timestamptz not null,
    receipt       bytea not null
);

create table outcome (
    submission_id uuid primary key references submission,
    outcome       text not null,
    reason        text,
    row_outcomes  jsonb,
    decided_at    timestamptz not null,
    receipt       bytea not null
);


-- What happened. An event is written in the transaction of the change that it tells of.

create table event (
    id            bigint generated always as identity primary key,
    -- place in the one order of all events, given after the commit; null until then
    feed_index    bigint unique,
    type          text not null,
    submission_id uuid not null references submission,
    party_id      text not null,
    file_type     text not null,
    from_status   text,
    to_status     text not null,
    version       integer not null,
    occurred_at   timestamptz not null,
    actor_party_id text not null,
    actor_certificate_sha256 text not null,
    actor_certificate_subject text not null,
    reason        text,
    unique (submission_id, version)
);
create index event_party_feed on event (party_id, feed_index);
create index event_without_place on event (id) where feed_index is null;

-- What was refused, and what changed in the registry: for auditors, not for callers.
create table audit (
    id            bigint generated always as identity primary key,
    occurred_at   timestamptz not null,
    kind          text not null,
    party_id      text,
    certificate_sha256 text,
    request_id    text,
    code          text,
    detail        text,
    file_type     text,
    file_sha256   bytea,
    signature_sha256 bytea
);
create index audit_occurred on audit (occurred_at);
