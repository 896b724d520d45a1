#!/usr/bin/env bash
# Fuzzes with cargo-fuzz, one target after the other: FUZZ_SECONDS=60 tools/fuzz.sh [TARGET...]
# Inputs that reach something new are kept in the cache; an input that fails lies in fuzz/artifacts, and its target ends with it.
#   tools/fuzz.sh --minimise [TARGET...]   makes fuzz/corpus anew: of what is in it and in the cache, the inputs that matter
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tools/env.sh
. tools/env.sh
# shellcheck source=tools/setup/lib.sh
. tools/setup/lib.sh
# shellcheck source=tools/setup/rust.sh
. tools/setup/rust.sh

# Flags build every crate anew: apart from the other builds.
export CARGO_TARGET_DIR=$CARGO_TARGET_DIR/fuzz
kept=$GATEHOUSE_CACHE/fuzz
mkdir -p "$CARGO_TARGET_DIR" "$kept"

# instruments [FLAG]: whether rustc takes such flags; linking is the only proof that the sanitizer's library is there.
instruments() {
  echo 'fn main() {}' | rustc -Cpasses=sancov-module "$@" -o "$CARGO_TARGET_DIR/probe" - 2>/dev/null
}

# A nightly, else the project's own toolchain with a nightly's flags allowed.
choose_rust() {
  local name
  for name in "${RUSTUP_TOOLCHAIN:-}" $(rustup toolchain list 2>/dev/null | cut -d' ' -f1 | grep '^nightly' || true); do
    if ( [ -z "$name" ] || export RUSTUP_TOOLCHAIN=$name; new_enough && instruments -Zsanitizer=address ); then
      [ -z "$name" ] || export RUSTUP_TOOLCHAIN=$name
      sanitizer=address
      return
    fi
  done
  export RUSTC_BOOTSTRAP=1
  sanitizer=address
  instruments -Zsanitizer=address && return
  sanitizer=none
  instruments
}

fuzz() { cargo fuzz "$1" --sanitizer "$sanitizer" "${@:2}"; }

# figure PATTERN: the last number behind it in the target's log.
figure() { grep -oE "$1 *[0-9]+" "$log" | tail -n 1 | grep -oE '[0-9]+$' || echo 0; }

run() {
  local target=$1 log=$kept/$1.log began crashes
  mkdir -p "$kept/corpus/$target"
  echo "fuzz: $target, $seconds seconds (log: $log)"
  began=$SECONDS
  fuzz run "$target" "$kept/corpus/$target" "fuzz/corpus/$target" -- \
    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 >"$log" 2>&1 || failed=1
  crashes=$(grep -c 'Test unit written to' "$log" || true)
  [ "$crashes" = 0 ] || grep -A 3 "panicked at\|ERROR: \|Test unit written to" "$log" >&2
  printf -v line '%-20s %12s %8s %8s %9s %7s %8s' "$target" "$(figure 'number_of_executed_units:')" "$((SECONDS - began))" \
    "$(figure 'average_exec_per_sec:')" "$(figure ' cov:')" "$(figure ' corp:')" "$crashes"
  summary+=("$line")
}

minimise() {
  local target=$1 work
  work=$(mktemp -d "${TMPDIR:-/tmp}/gatehouse-fuzz.XXXXXX")
  find "$kept/corpus/$target" "fuzz/corpus/$target" -type f -exec cp {} "$work" \; 2>/dev/null || true
  # By what they reach, not by how often, which would keep some thousands.
  fuzz cmin "$target" "$work" -- -use_counters=0
  rm -rf "fuzz/corpus/$target"
  mkdir -p fuzz/corpus
  mv "$work" "fuzz/corpus/$target"
  chmod 755 "fuzz/corpus/$target"
  echo "fuzz: fuzz/corpus/$target holds $(find "fuzz/corpus/$target" -type f | wc -l) inputs"
}

action=run
if [ "${1:-}" = --minimise ]; then action=minimise; shift; fi
seconds=${FUZZ_SECONDS:-60}

cargo fuzz --version >/dev/null 2>&1 || die "cargo-fuzz is missing; run tools/bootstrap.sh fuzz"
choose_rust || die "no Rust here can instrument programs (-Cpasses=sancov-module), which libFuzzer needs; with rustup:  rustup toolchain install nightly"
echo "fuzz: $(rustc --version)${RUSTC_BOOTSTRAP:+ with RUSTC_BOOTSTRAP=1}, sanitizer: $sanitizer; building (the first time, some minutes)"
fuzz build

targets=("$@")
[ $# -gt 0 ] || mapfile -t targets < <(cargo fuzz list)
summary=()
failed=0
for target in "${targets[@]}"; do "$action" "$target"; done
if [ "$action" = run ]; then
  printf '%-20s %12s %8s %8s %9s %7s %8s\n' target runs seconds runs/s coverage corpus crashes
  printf '%s\n' "${summary[@]}"
fi
exit "$failed"
