#!/bin/bash
# Entrypoint of the image made by postgres-image. It heeds the POSTGRES_* variables as the
# official image does, and starts the server twice on first use as that one does: readers
# of its log wait for the second "database system is ready to accept connections".
set -euo pipefail

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}

create_cluster() {
  initdb --username="$user" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") >/dev/null
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"
}

create_database() {
  pg_ctl --wait start --options="-c listen_addresses=''"
  [[ $database == postgres ]] || createdb --username="$user" --maintenance-db=postgres "$database"
  pg_ctl --wait stop --mode=fast
}

if [[ $(id -u) == 0 ]]; then
  install --directory --owner=postgres --mode=700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

if [[ ! -s $PGDATA/PG_VERSION ]]; then
  : "${POSTGRES_PASSWORD:?must be set}"
  create_cluster
  create_database
fi
exec "$@"
