-- What became of the rows of an Exit Quarantine file, reported in instalments. Nodes of the version before know nothing of it, so that rows are
-- reported only when all nodes are of this one.

-- An instalment, by the version that the submission had from then on. Its bytes are kept as they came, in chunks like those of files.
create table row_instalment (
    submission_id uuid not null references submission,
    version       integer not null,
    sha256        bytea not null,
    size          bigint not null,
    receipt       bytea not null,
    primary key (submission_id, version),
    unique (submission_id, sha256)
);
alter table row_instalment alter column receipt set storage external;

create table row_instalment_chunk (
    submission_id uuid not null references submission,
    version       integer not null,
    position      integer not null,
    bytes         bytea not null,
    primary key (submission_id, version, position)
);

-- The results that stand, those of 64 rows of the file in each (RowResultBlock), so that a million need neither a million entries nor, for one
-- instalment, the rewriting of all.
create table row_result (
    submission_id uuid not null references submission,
    block         integer not null,
    results       bytea not null,
    primary key (submission_id, block)
);

-- How many there are of each outcome; an entry from the first result on.
create table row_result_total (
    submission_id     uuid primary key references submission,
    released          integer not null,
    deleted           integer not null,
    already_actioned  integer not null,
    not_in_quarantine integer not null
);

-- Last, and in the order in which an act locks tables: submission above, by the references to it, then these.
alter table outcome add column incomplete boolean not null default false;
alter table event add column instalment_sha256 bytea;

do $$
begin
    if 'lz4' = any (select unnest(enumvals) from pg_settings where name = 'default_toast_compression') then
        alter table row_instalment_chunk alter column bytes set compression lz4;
        alter table row_result alter column results set compression lz4;
    end if;
end
$$;
