# shellcheck shell=bash
# What only fuzzing needs: a C++ compiler for libFuzzer, and cargo-fuzz. Sourced by tools/bootstrap.sh.

cargo_fuzz=0.13.2

setup_cxx_compiler() {
  command -v c++ >/dev/null && return
  say "installing a C++ compiler (half a minute)"
  apt_install g++ || die "a C++ compiler is missing; install one (Debian: sudo apt-get install g++)"
}

# One of the developer's own serves as well, if it is not older.
setup_cargo_fuzz() {
  local found
  found=$(cargo fuzz --version 2>/dev/null || true)
  [ -n "$found" ] && at_least "$cargo_fuzz" "${found##* }" && return
  install_program cargo-fuzz "$cargo_fuzz" "a minute"
}
