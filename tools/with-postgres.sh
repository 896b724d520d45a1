#!/usr/bin/env bash
# Runs a command with a PostgreSQL server of its own: tools/with-postgres.sh cargo test
# The server listens on a free loopback port, keeps its data in a temporary folder and ends with the command, which
# finds it in GATEHOUSE_TEST_POSTGRES_URL. A server named there already is used as it is.
#   tools/with-postgres.sh --find   prints the folder of PostgreSQL's programs
set -euo pipefail
# shellcheck source=tools/with-lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/with-lib.sh"

find_programs() {
  local dir
  for dir in "$(pg_config --bindir 2>/dev/null || true)" "$(dirname "$(command -v initdb || echo /)")" \
    $(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin | sort -rV); do
    if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then echo "$dir"; return; fi
  done
  return 1
}

if [ "${1:-}" = --find ]; then find_programs; exit; fi
if [ -n "${GATEHOUSE_TEST_POSTGRES_URL:-}" ]; then exec "$@"; fi

bin=$(find_programs) || { echo "with-postgres: no PostgreSQL server here; run tools/bootstrap.sh test" >&2; exit 1; }
home=$(mktemp -d "${TMPDIR:-/tmp}/gatehouse-pg.XXXXXX")

# PostgreSQL refuses to run as root.
as_user=()
if [ "$(id -u)" = 0 ]; then
  as_user=(runuser -u nobody --)
  chown nobody "$home"
fi
pg() { (cd / && "${as_user[@]}" "$@" </dev/null 9>&-); }

stop() {
  pg "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$home"
}
trap stop EXIT
trap 'exit 143' INT TERM HUP

pg "$bin/initdb" -D "$home/data" -U postgres --auth=trust --encoding=UTF8 --locale=C --no-sync >"$home/initdb.log" 2>&1 ||
  { cat "$home/initdb.log" >&2; exit 1; }

# The port may be taken between the question and the start: ask again then.
for _ in 1 2 3 4 5; do
  port=$(free_ports 1)
  # The data lives for minutes: no need to wait for the disk.
  if pg "$bin/pg_ctl" -D "$home/data" -l "$home/data/server.log" -w -o "-h 127.0.0.1 -p $port -k '$home' -F \
    -c synchronous_commit=off -c full_page_writes=off -c max_connections=300" start >/dev/null; then
    started=1
    break
  fi
done
[ -n "${started:-}" ] || { cat "$home/data/server.log" >&2; exit 1; }

export GATEHOUSE_TEST_POSTGRES_URL="postgres://postgres@127.0.0.1:$port/postgres"
# psql, for whoever makes a database.
export PATH="$bin:$PATH"
run "$@"
