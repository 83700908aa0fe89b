-- Claims that stand, and are open; those of what was decided before are found in the history only. Locks the rows of what is in progress, not the table.
update submission
   set claimed_by = (select actor_certificate_sha256 from event
                      where submission_id = submission.id and type = 'CLAIMED' order by version desc limit 1)
 where file_type in ('ADT', 'EXIT_QUARANTINE') and status = 'PROCESSING';
