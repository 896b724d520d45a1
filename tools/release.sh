#!/usr/bin/env bash
# The optimised program and its site in one folder: <target>/dist
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tools/env.sh
. tools/env.sh
cargo build --release --locked --package server --bin gatehouse
dist=$CARGO_TARGET_DIR/dist
rm -rf "$dist.new"
mkdir "$dist.new"
# hash.txt tells the program the names of the site's files; it belongs beside it.
cp "$CARGO_TARGET_DIR/release/gatehouse" "$CARGO_TARGET_DIR/release/hash.txt" LICENSE "$dist.new/"
cp -R "$CARGO_TARGET_DIR/site" "$dist.new/site"
rm -rf "$dist"
mv "$dist.new" "$dist"
echo "release: $dist (run it there with GATEHOUSE_SITE_ROOT=site ./gatehouse serve)"
