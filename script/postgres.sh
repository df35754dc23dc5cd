# A throwaway PostgreSQL on a free port of the loopback, for the tests.
# shellcheck shell=bash

start_postgres() {
  local bin as=""
  bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  POSTGRES_DIR=$(mktemp -d)
  POSTGRES_PORT=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  if [ "$(id -u)" -eq 0 ]; then # PostgreSQL refuses to run as root
    as="runuser -u postgres --"
    chown postgres "$POSTGRES_DIR"
  fi
  POSTGRES_STOP="$as $bin/pg_ctl -D $POSTGRES_DIR/data -m immediate stop"
  trap stop_postgres EXIT
  (
    cd "$POSTGRES_DIR"
    $as "$bin/initdb" -D "$POSTGRES_DIR/data" -U fabrique --auth=trust --no-sync -E UTF8 --locale=C.UTF-8 >/dev/null
    $as "$bin/pg_ctl" -D "$POSTGRES_DIR/data" -w -l "$POSTGRES_DIR/log" \
      -o "-p $POSTGRES_PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c jit=off" start >/dev/null
  )
  POSTGRES_URL="postgresql://fabrique@127.0.0.1:$POSTGRES_PORT/postgres"
}

stop_postgres() {
  [ -n "${POSTGRES_DIR:-}" ] || return 0
  $POSTGRES_STOP >/dev/null 2>&1 || true
  rm -rf "$POSTGRES_DIR"
  POSTGRES_DIR=""
}
