#!/usr/bin/env bash
# Fails where a crate depends on what it must not know of (the arrows of ARCHITECTURE.md).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tools/env.sh
. tools/env.sh

failed=0

# forbid WHY PATTERN CARGO-TREE-OPTION...: no crate in the tree may match the pattern.
forbid() {
  local why=$1 pattern=$2 tree found
  shift 2
  tree=$(cargo tree --quiet --edges normal,build --prefix none --format '{p}' "$@")
  found=$(cut -d' ' -f1 <<<"$tree" | sort -u | grep -E "^($pattern)\$" || true)
  if [ -n "$found" ]; then
    printf 'forbidden: %s (cargo tree %s)\n%s\n' "$why" "$*" "$found" >&2
    failed=1
  fi
}

# aws-lc-* is the cryptography library, not the SDK.
aws='aws-(config|credential-types|runtime|sdk-.*|sigv4|smithy-.*|types)|cloud'
forbid "the interface does not reach AWS" "$aws" --package app --features ssr
forbid "the browser's side has no server in it" 'tokio|sea-orm.*|sqlx.*|axum|services|migrations' --package frontend --target wasm32-unknown-unknown
forbid "use cases know neither the web nor AWS" "$aws|axum|leptos.*|localcloud" --package services
forbid "the domain is pure" "$aws|axum|leptos.*|sea-orm.*|services|tokio" --package domain
forbid "the signers do not see the embedded cloud" 'localcloud' --package cloud
forbid "the embedded cloud does not see the signers" "$aws" --package localcloud

forbid "the conformance cases share nothing with either side" "$aws|localcloud|s3s" --package conformance

[ "$failed" = 0 ] && echo "arrows: as they should be"
exit "$failed"
