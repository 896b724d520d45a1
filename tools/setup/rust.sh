# shellcheck shell=bash
# Rust with the wasm32-unknown-unknown target, and wasm-bindgen. Sourced by tools/bootstrap.sh.

msrv=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
[ -n "$msrv" ] || die "Cargo.toml names no rust-version"
wasm=wasm32-unknown-unknown

rust_version() { rustc --version 2>/dev/null | cut -d' ' -f2 | cut -d- -f1; }
new_enough() { local v; v=$(rust_version) && [ -n "$v" ] && at_least "$msrv" "$v"; }
# Compiling and linking one line is the only sure proof: a std built by another rustc is refused, a linker may be missing.
has_wasm() { echo 'pub fn f() {}' | rustc --target $wasm --crate-type cdylib -o "$GATEHOUSE_CACHE/probe.wasm" - 2>/dev/null; }
usable() { new_enough && has_wasm; }

# try_toolchain NAME: keeps it when it is usable as it stands.
try_toolchain() { ( export RUSTUP_TOOLCHAIN=$1 RUSTUP_AUTO_INSTALL=0; usable ) && remember RUSTUP_TOOLCHAIN "$1"; }

# The choice of the last time, or any installed toolchain that can do the job.
find_rust() {
  usable && return
  local name
  unset RUSTUP_TOOLCHAIN
  if command -v rustup >/dev/null; then
    for name in $(rustup toolchain list | cut -d' ' -f1); do try_toolchain "$name" && return; done
  else
    forget RUSTUP_TOOLCHAIN
    usable && return
  fi
  return 1
}

rust_from_rustup() {
  command -v rustup >/dev/null || return 1
  if new_enough; then
    say "adding the wasm target to $(rustc --version) with rustup (half a minute)"
    rustup_within 120 target add $wasm && usable && return
  fi
  say "installing Rust $msrv with rustup (half a minute)"
  if ! rustup_within 240 toolchain install "$msrv" --no-self-update --profile minimal \
    --component clippy --component rustfmt --target $wasm; then
    say "rustup could not do it; looking elsewhere"
    return 1
  fi
  try_toolchain "$msrv"
}

# rustup_within SECONDS OPTION...: what it says is shown only where it fails.
rustup_within() {
  local seconds=$1 log=$GATEHOUSE_CACHE/rustup.log
  shift
  RUST_BACKTRACE=0 within "$seconds" rustup -q "$@" >"$log" 2>&1 || { tail -n 5 "$log" >&2; return 1; }
}

# Debian's Rust for building browsers comes with the library's source, from which the wasm target's std is built.
rust_from_debian() {
  if ! [ -x /usr/bin/rustc ] || ! ( PATH=/usr/bin:$PATH; new_enough ) || ! [ -d /usr/lib/rustlib/src ]; then
    say "installing Rust $msrv or newer from Debian (about a minute)"
    apt_install rustc-web cargo-web rust-web-src rust-web-llvm || return 1
  fi
  ( PATH=/usr/bin:$PATH; unset RUSTUP_TOOLCHAIN; new_enough ) || return 1
  # The linker is a package of its own, which rust-lld points to: lld-22, say.
  if ! [ -e /usr/bin/rust-lld ]; then apt_install "$(readlink /usr/bin/rust-lld)" || return 1; fi
  if ! ( PATH=/usr/bin:$PATH; unset RUSTUP_TOOLCHAIN; has_wasm ); then build_wasm_std; fi
  if command -v rustup >/dev/null; then
    rustup -q toolchain link debian /usr
    try_toolchain debian
  else
    forget RUSTUP_TOOLCHAIN
    usable
  fi
}

build_wasm_std() {
  say "building the standard library for wasm (about a minute)"
  local work lib=/usr/lib/rustlib/$wasm/lib
  work=$(mktemp -d "$GATEHOUSE_CACHE/std.XXXXXX")
  mkdir "$work/src"
  printf '[package]\nname = "shell"\nversion = "0.0.0"\nedition = "2021"\n' >"$work/Cargo.toml"
  : >"$work/src/lib.rs"
  (cd "$work" && env -u RUSTUP_TOOLCHAIN PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$work/target" \
    /usr/bin/cargo -q build --release --target $wasm -Zbuild-std=std,panic_abort) || die "the standard library for wasm does not build"
  rm "$work/target/$wasm/release/deps/"libshell-*.rlib
  as_root rm -rf "$lib.new" "$lib"
  as_root mkdir -p "$lib.new"
  as_root cp "$work/target/$wasm/release/deps/"lib*.rlib "$lib.new/"
  as_root mv "$lib.new" "$lib"
  rm -rf "$work"
}

setup_rust() {
  find_rust || rust_from_rustup || rust_from_debian || die "Rust $msrv or newer with the target $wasm is missing.
  With rustup (https://rustup.rs):  rustup toolchain install $msrv --target $wasm
  On Debian:                        sudo apt-get install rustc-web cargo-web rust-web-src rust-web-llvm"
}

# wasm-bindgen's program and crate must be of the same version.
setup_wasm_bindgen() {
  local version
  version=$(grep -A1 '^name = "wasm-bindgen"$' Cargo.lock | sed -n 's/^version = "\(.*\)"/\1/p')
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $version" ] && return
  install_program wasm-bindgen-cli "$version" "about 4 minutes"
}

# install_program CRATE VERSION TIME: puts a crate's programs into the cache; TIME is what compiling takes on 2 cores.
install_program() {
  local crate=$1 version=$2 time=$3 work=$GATEHOUSE_CACHE/tools/partial
  rm -rf "$work"
  if command -v cargo-binstall >/dev/null; then
    say "installing $crate $version"
    within 300 cargo binstall -y --root "$work" "$crate@$version" || true
  fi
  if ! [ -d "$work/bin" ]; then
    say "compiling $crate $version ($time on 2 cores)"
    (
      # rustup's own compiler is faster than a distribution's; a tool may be built by any.
      [ "${RUSTUP_TOOLCHAIN:-}" != debian ] || [ "$(rustup default 2>/dev/null | cut -d' ' -f1)" = "" ] || unset RUSTUP_TOOLCHAIN
      CARGO_TARGET_DIR=$GATEHOUSE_CACHE/tools/build cargo install -q "$crate" --version "=$version" --root "$work"
    )
  fi
  mv "$work/bin/"* "$GATEHOUSE_CACHE/tools/bin/"
  rm -rf "$work" "$GATEHOUSE_CACHE/tools/build"
}
