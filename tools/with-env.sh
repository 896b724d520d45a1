#!/usr/bin/env bash
# Runs a command with the environment of tools/env.sh: tools/with-env.sh cargo build
set -euo pipefail
# shellcheck source=tools/env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
exec "$@"
