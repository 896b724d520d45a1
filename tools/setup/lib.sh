# shellcheck shell=bash
# What the parts of tools/bootstrap.sh share.

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# within SECONDS COMMAND...: gives up on a server that cannot be reached.
within() {
  local seconds=$1
  shift
  if command -v timeout >/dev/null; then timeout "$seconds" "$@"; else "$@"; fi
}

# as_root COMMAND...: runs it as root, or names the command for the person to run.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  else
    die "this needs root; run it yourself, then start again:  sudo $*"
  fi
}

apt_has() { apt-cache show "$1" >/dev/null 2>&1; }

# apt_install PACKAGE...: false where the machine has no apt or apt has no such package.
apt_install() {
  command -v apt-get >/dev/null || return 1
  if ! apt_has "$1"; then
    as_root apt-get update -qq || true
    apt_has "$1" || return 1
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# at_least WANTED ACTUAL: compares dotted versions.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# remember NAME VALUE: keeps a choice in the file that tools/env.sh reads. What the caller's environment says goes first.
remember() {
  local file=$GATEHOUSE_CACHE/toolchain.env
  { [ ! -f "$file" ] || grep -v "^export $1=" "$file" || true; } >"$file.new"
  # shellcheck disable=SC2016 # the expansion is for the reader of the file
  printf 'export %s="${%s:-%s}"\n' "$1" "$1" "$2" >>"$file.new"
  mv "$file.new" "$file"
  export "$1=$2"
}

forget() {
  local file=$GATEHOUSE_CACHE/toolchain.env
  [ ! -f "$file" ] || { grep -v "^export $1=" "$file" >"$file.new" || true; mv "$file.new" "$file"; }
  unset "$1"
}

setup_c_compiler() {
  command -v cc >/dev/null && return
  say "installing a C compiler (half a minute)"
  apt_install gcc libc6-dev || die "a C compiler is missing; install one (Debian: sudo apt-get install gcc libc6-dev)"
}
