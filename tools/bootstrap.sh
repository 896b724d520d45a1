#!/usr/bin/env bash
# Installs what the build needs and is not there yet: tools/bootstrap.sh [run|test|fuzz]
#   run   Rust with the wasm target, wasm-bindgen, npm packages of the site build
#   test  the same, and clippy, rustfmt, Playwright, Chromium, PostgreSQL
#   fuzz  Rust and cargo-fuzz
# Safe to interrupt and to repeat; takes a second when everything is there.
set -euo pipefail

want=${1:-run}
case $want in run | test | fuzz) ;; *) echo "usage: $0 [run|test|fuzz]" >&2; exit 2 ;; esac

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=tools/env.sh
. tools/env.sh
mkdir -p "$GATEHOUSE_CACHE/tools/bin"

# One bootstrap at a time.
if command -v flock >/dev/null; then
  exec 9>"$GATEHOUSE_CACHE/bootstrap.lock"
  flock -n 9 || { echo "setup: another setup is running, waiting for it"; flock 9; }
fi

# shellcheck source=tools/setup/lib.sh
. tools/setup/lib.sh
# shellcheck source=tools/setup/rust.sh
. tools/setup/rust.sh
# shellcheck source=tools/setup/node.sh
. tools/setup/node.sh

setup_c_compiler
setup_rust
if [ "$want" = fuzz ]; then
  # shellcheck source=tools/setup/fuzz.sh
  . tools/setup/fuzz.sh
  setup_cxx_compiler
  setup_cargo_fuzz
  exit
fi
setup_wasm_bindgen
setup_node
setup_npm tools "sass and wasm-opt" --omit=dev
if [ "$want" = test ]; then
  # shellcheck source=tools/setup/test.sh
  . tools/setup/test.sh
  setup_lints
  setup_npm end2end "Playwright and axe"
  setup_chromium
  setup_postgres
fi
