-- A large file is written while its rows are still being checked: its chunks come first, its submission follows in the same transaction (adr/0017).
alter table file_chunk alter constraint file_chunk_submission_id_fkey deferrable initially immediate;
