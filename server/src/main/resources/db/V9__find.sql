-- What people quote on the telephone leads to a submission: the service request reference, the name of the file, a digest of file or signature.
create index submission_service_request_reference on submission (service_request_reference, party_id)
    where service_request_reference is not null;
create index submission_file_name on submission (file_name, party_id) where file_name is not null;
create index submission_signature_sha256 on submission (signature_sha256);

-- The digest first, so that it serves an operator too, who does not name the Party.
create index submission_file_sha256 on submission (file_sha256, party_id, received_at desc);
drop index submission_same_content;
