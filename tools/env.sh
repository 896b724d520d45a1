# shellcheck shell=bash
# Sourced by every script: where builds are kept, and which toolchain tools/bootstrap.sh chose.
# Kept outside the checkout, so that a fresh clone does not compile 400 crates again.
export GATEHOUSE_CACHE="${GATEHOUSE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$GATEHOUSE_CACHE/target}"
if [ -f "$GATEHOUSE_CACHE/toolchain.env" ]; then
  # shellcheck source=/dev/null
  . "$GATEHOUSE_CACHE/toolchain.env"
fi
export PATH="$GATEHOUSE_CACHE/tools/bin:$PATH"
