# shellcheck shell=bash
# Node and npm packages. Sourced by tools/bootstrap.sh.

setup_node() {
  local version
  version=$(node --version 2>/dev/null || true)
  if [ -n "$version" ] && at_least 20 "${version#v}" && command -v npm >/dev/null; then return; fi
  die "Node 20 or newer with npm is missing (found: ${version:-none}); install it from https://nodejs.org or with your version manager"
}

# setup_npm FOLDER WHAT OPTION...: npm ci, unless the lock file is the one that was installed.
setup_npm() {
  local dir=$1 what=$2 stamp want
  shift 2
  stamp=$dir/node_modules/.installed
  want=$(cksum <"$dir/package-lock.json")
  [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && return
  say "installing $what with npm (seconds)"
  # Browsers come later, and only if the machine has none.
  (cd "$dir" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-progress --loglevel=error "$@" >/dev/null)
  printf '%s\n' "$want" >"$stamp"
}
