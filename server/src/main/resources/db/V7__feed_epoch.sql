-- A restore to an earlier point loses events, and gives their positions to others. A cursor names the epoch that its position belongs to, so that one
-- of lost events is refused. Cursors of the first epoch, which is empty, do not name it.
create table feed_epoch (
    epoch text not null
);
create unique index feed_epoch_is_one_row on feed_epoch ((true));
insert into feed_epoch values ('');
