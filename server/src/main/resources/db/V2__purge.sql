-- Content may be deleted after a time; digests, signature, receipts and events stay.
alter table submission add column content_purged_at timestamptz;
create index submission_to_purge on submission (changed_at)
    where content_purged_at is null and status in ('WITHDRAWN', 'COMPLETED', 'REJECTED');
