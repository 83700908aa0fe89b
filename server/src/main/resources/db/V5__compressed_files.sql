-- Files are lines that look alike. LZ4 writes them in less time than the log of the whole takes, and needs a part of the room (adr/0016). A
-- PostgreSQL that was built without it keeps them as before: its other method takes about as long as it saves.
do $$
begin
    if 'lz4' = any (select unnest(enumvals) from pg_settings where name = 'default_toast_compression') then
        alter table file_chunk alter column bytes set compression lz4;
        alter table file_chunk alter column bytes set storage extended;
    end if;
end
$$;
