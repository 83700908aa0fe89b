-- Audit entries are read in one order, in which they get their places when they are read.
alter table audit
    add column actor_party_id text,
    add column submission_id uuid,
    add column place bigint;
create table audit_order (
    last bigint not null
);
create unique index audit_order_is_one_row on audit_order ((true));
insert into audit_order values (-1);

-- Of an auditor, the one Party that it reads; null: all.
alter table party add column audited_party_id text;
