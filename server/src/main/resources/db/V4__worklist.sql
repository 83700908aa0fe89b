-- Those in one state, newest first: what is open are few among many, and a list of them must not pass by all that is done.
create index submission_status_newest on submission (status, received_at desc, id desc);

-- The newest of the same content straight from the index. Without the time in it, a planner that took contents for often alike walked through
-- all submissions of the Party by time instead.
drop index submission_same_content;
create index submission_same_content on submission (party_id, file_sha256, received_at desc);
