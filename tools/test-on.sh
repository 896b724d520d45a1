#!/usr/bin/env bash
# What is tested on other S3s than the embedded one: tools/with-ceph.sh tools/test-on.sh ceph
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
: "${GATEHOUSE_TEST_S3_ENDPOINT:?start one with tools/with-ceph.sh or tools/with-localstack.sh}"

# Without --package, so that the builds of `cargo test` serve here too: features are those of the whole workspace.
cases() { cargo test --quiet --locked --test "$1" -- --ignored --nocapture; }
adapter() { cargo test --quiet --locked --test live_s3 -- "$@"; }

case ${1:-} in
  ceph)
    cases ceph
    adapter
    E2E_STORAGE=external tools/e2e.sh sqlite
    ;;
  localstack)
    cases localstack
    # It refuses no form.
    adapter --skip what_the_policy_does_not_say_is_refused
    ;;
  *)
    echo "usage: $0 ceph|localstack" >&2
    exit 2
    ;;
esac
