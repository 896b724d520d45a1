# shellcheck shell=bash
# What only the tests need: lints, a browser, PostgreSQL. Sourced by tools/bootstrap.sh.

setup_lints() {
  cargo clippy --version >/dev/null 2>&1 && cargo fmt --version >/dev/null 2>&1 && return
  say "installing clippy and rustfmt (half a minute)"
  if [ "${RUSTUP_TOOLCHAIN:-}" != debian ] && command -v rustup >/dev/null; then
    rustup_within 120 component add clippy rustfmt && return
  elif apt_install rust-web-clippy rustfmt-web; then
    return
  fi
  die "clippy or rustfmt is missing; with rustup:  rustup component add clippy rustfmt"
}

# Playwright's own Chromium, else one that the machine has or its packages offer.
setup_chromium() {
  local own
  [ -n "${GATEHOUSE_CHROMIUM:-}" ] && [ -x "$GATEHOUSE_CHROMIUM" ] && return
  own=$(cd end2end && node -e 'console.log(require("@playwright/test").chromium.executablePath())')
  if [ ! -x "$own" ] && ! find_browser >/dev/null; then
    say "installing Chromium (about a minute)"
    (cd end2end && within 240 npx --no-install playwright install chromium >/dev/null 2>&1) || apt_install chromium || true
  fi
  if [ -x "$own" ]; then remember GATEHOUSE_CHROMIUM "$own"; return; fi
  find_browser >/dev/null || die "Chromium is missing; install it (Debian: sudo apt-get install chromium), or name one in GATEHOUSE_CHROMIUM"
  remember GATEHOUSE_CHROMIUM "$(find_browser)"
}

find_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

setup_postgres() {
  [ -n "${GATEHOUSE_TEST_POSTGRES_URL:-}" ] && return
  tools/with-postgres.sh --find >/dev/null && return
  say "installing PostgreSQL (half a minute)"
  apt_install postgresql || true
  tools/with-postgres.sh --find >/dev/null || die "PostgreSQL's initdb is missing; install its server (Debian: sudo apt-get install postgresql),
  or name a server to test on in GATEHOUSE_TEST_POSTGRES_URL"
}
