#!/usr/bin/env bash
# Playwright against the built program: tools/e2e.sh sqlite|postgres [OPTION OF PLAYWRIGHT...]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tools/env.sh
. "$here/env.sh"
export E2E_DATABASE=${1:-sqlite}
shift || true
export GATEHOUSE_E2E_BIN="${GATEHOUSE_E2E_BIN:-$CARGO_TARGET_DIR/debug/gatehouse}"
export GATEHOUSE_E2E_SITE="${GATEHOUSE_E2E_SITE:-$CARGO_TARGET_DIR/site}"
cd "$here/../end2end"
echo "e2e: on $E2E_DATABASE"
case $E2E_DATABASE in
  sqlite) exec npx --no-install playwright test "$@" ;;
  postgres) exec "$here/with-postgres.sh" npx --no-install playwright test "$@" ;;
  *) echo "e2e: sqlite or postgres, not $E2E_DATABASE" >&2; exit 2 ;;
esac
