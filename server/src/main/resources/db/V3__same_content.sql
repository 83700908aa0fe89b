-- The newest submission of the same bytes by the same Party when this one came: found by the statement that stores it.
alter table submission add column same_content uuid;

-- DER with keys and signatures does not compress; trying to took 4 % of the database's time
alter table submission alter column signature set storage external;
alter table submission alter column receipt set storage external;
