-- A list is walked in each of its types and states in turn (SubmissionDao), so that two indexes serve all filters of little selectivity alone and
-- together; they replace three. Writes to the table wait while they are built, about three seconds for each million submissions.
create index submission_party_list on submission (party_id, file_type, status, received_at desc, id desc);
create index submission_list on submission (file_type, status, received_at desc, id desc);
drop index submission_newest;
drop index submission_party_newest;
drop index submission_status_newest;

-- Without the list of pending entries, which each reading would have to walk through.
create index submission_user_ids on submission using gin (user_ids) with (fastupdate = off);
