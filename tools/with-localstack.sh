#!/usr/bin/env bash
# Runs a command with an S3 of its own, LocalStack's: tools/with-localstack.sh cargo test
# It listens on a free loopback port and ends with the command, which finds it in GATEHOUSE_TEST_S3_ENDPOINT, _ACCESS_KEY and _SECRET_KEY. One
# named there already is used as it is.
#   tools/with-localstack.sh --install   installs LocalStack where it is missing; says why where it cannot
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=tools/env.sh
. "$root/tools/env.sh"
# shellcheck source=tools/setup/lib.sh
. "$root/tools/setup/lib.sh"
# shellcheck source=tools/with-lib.sh
. "$root/tools/with-lib.sh"

# 4.9.2 is the last that runs without an account; what it leaves open is held where it works.
packages=('localstack-core[base-runtime]==4.9.2' 'cbor2<6' 'pyopenssl==25.3.0' 'cryptography<47')
venv=$GATEHOUSE_CACHE/tools/localstack
stamp=$venv/installed

install() {
  [ "$(cat "$stamp" 2>/dev/null)" = "${packages[*]}" ] && return
  say "installing LocalStack (a minute)"
  python3 -c 'import ensurepip, venv' 2>/dev/null || apt_install python3-venv || die "Python's venv is missing (Debian: python3-venv)"
  python3 -m venv --clear "$venv"
  within 600 "$venv/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}" || die "LocalStack cannot be installed from PyPI"
  echo "${packages[*]}" >"$stamp"
}

if [ -n "${GATEHOUSE_TEST_S3_ENDPOINT:-}" ] && [ "${1:-}" != --install ]; then exec "$@"; fi
install
if [ "${1:-}" = --install ]; then exit; fi

home=$(mktemp -d "${TMPDIR:-/tmp}/gatehouse-localstack.XXXXXX")
server=

stop() {
  trap - EXIT
  [ -z "$server" ] || kill -KILL -- "-$server" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$home"
}
trap stop EXIT
trap 'exit 143' INT TERM HUP

port=$(free_ports 1)
endpoint=http://127.0.0.1:$port

echo "with-localstack: starting (some seconds)"
# A group of its own, since it has children; files in the temporary folder, in a container too. It verifies presigned URLs when it is told
# to, and forms never.
set -m
env OVERRIDE_IN_DOCKER=0 FILESYSTEM_ROOT="$home" TMPDIR="$home" GATEWAY_SERVER=hypercorn GATEWAY_LISTEN="127.0.0.1:$port" SERVICES=s3 \
  S3_SKIP_SIGNATURE_VALIDATION=0 DISABLE_EVENTS=1 SKIP_SSL_CERT_DOWNLOAD=1 DNS_ADDRESS=0 \
  "$venv/bin/python" -m localstack.runtime.main >"$home/log" 2>&1 </dev/null 9>&- &
server=$!
set +m
for attempt in $(seq 120); do
  if curl --silent --fail --output /dev/null "$endpoint/_localstack/health"; then break; fi
  if ! kill -0 "$server" 2>/dev/null || [ "$attempt" = 120 ]; then
    echo "with-localstack: it does not start" >&2
    tail -n 20 "$home/log" >&2
    exit 1
  fi
  sleep 0.5
done

export GATEHOUSE_TEST_S3_ENDPOINT=$endpoint GATEHOUSE_TEST_S3_ACCESS_KEY=test GATEHOUSE_TEST_S3_SECRET_KEY=test
run "$@"
