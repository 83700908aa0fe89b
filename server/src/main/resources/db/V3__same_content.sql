-- The newest submission of the same bytes by the same Party when this one came: found by the statement that stores it.
alter table submission add column same_content uuid;
