#!/usr/bin/env bash
# Licences, bans and advisories of the dependencies (deny.toml).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tools/env.sh
. tools/env.sh
if ! command -v cargo-deny >/dev/null; then
  echo "deny: skipped, cargo-deny is not installed (cargo install cargo-deny)"
  exit 0
fi
cargo deny --all-features check
