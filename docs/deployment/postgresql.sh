#!/usr/bin/env bash
# A PostgreSQL primary, its synchronous standby, and the standby's promotion, by the programs of Debian's package "postgresql". Run it as the user
# whose the data are (postgres), with that user's new password in PGPASSWORD:
#
#   on the first machine    postgresql.sh primary DATA PORT
#   on the second           postgresql.sh standby DATA PORT PRIMARY_HOST PRIMARY_PORT
#   when the first is dead  postgresql.sh promote DATA
#
# ADT_LISTEN   where it listens; localhost if not set. Other machines of the same networks may connect if it is set to anything else
# ADT_AUTH     how clients prove who they are; scram-sha-256 if not set
set -euo pipefail

bin=${PGBIN:-$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)}
listen=${ADT_LISTEN:-localhost}
auth=${ADT_AUTH:-scram-sha-256}
action=$1
data=$2

start() {
    "$bin/pg_ctl" start --wait --silent -D "$data" -l "$data.log"
}

case $action in
primary)
    "$bin/initdb" -D "$data" -U postgres -A "$auth" --pwfile=<(printf '%s\n' "$PGPASSWORD") -E UTF-8 --locale=C.UTF-8
    cat >> "$data/postgresql.conf" <<END
listen_addresses = '$listen'
port = $3
unix_socket_directories = ''
max_connections = 200
wal_level = replica
synchronous_commit = on
END
    if [ "$listen" != localhost ]; then
        printf 'host all all samenet %s\nhost replication postgres samenet %s\n' "$auth" "$auth" >> "$data/pg_hba.conf"
    fi
    start
    ;;
standby)
    # -R writes standby.signal, and where the primary is
    "$bin/pg_basebackup" -D "$data" -d "host=$4 port=$5 user=postgres application_name=standby" -X stream -R
    cat >> "$data/postgresql.conf" <<END
listen_addresses = '$listen'
port = $3
END
    start
    # from now on a commit returns when both have it
    "$bin/psql" -X -q -h "$4" -p "$5" -U postgres -c "alter system set synchronous_standby_names = 'standby'" -c "select pg_reload_conf()" > /dev/null
    until [ "$("$bin/psql" -X -At -h "$4" -p "$5" -U postgres -c "select sync_state from pg_stat_replication")" = sync ]; do
        sleep 1
    done
    ;;
promote)
    # a new primary without a standby must not wait for one
    echo "synchronous_standby_names = ''" >> "$data/postgresql.auto.conf"
    "$bin/pg_ctl" promote --wait --silent -D "$data"
    "$bin/pg_ctl" reload --silent -D "$data"
    ;;
*)
    sed -n '2,12s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
