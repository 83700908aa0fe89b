-- Those in one state, newest first: what is open are few among many, and a list of them must not pass by all that is done.
create index submission_status_newest on submission (status, received_at desc, id desc);
