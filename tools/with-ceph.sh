#!/usr/bin/env bash
# Runs a command with an S3 of its own, Ceph's radosgw: tools/with-ceph.sh cargo test
# One monitor, one OSD that keeps everything in memory, and the gateway, on free loopback ports; they end with the command, which finds the
# gateway in GATEHOUSE_TEST_S3_ENDPOINT, _ACCESS_KEY and _SECRET_KEY. One named there already is used as it is.
#   tools/with-ceph.sh --install   installs Ceph where it is missing; says why where it cannot
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=tools/setup/lib.sh
. "$root/tools/setup/lib.sh"
# shellcheck source=tools/with-lib.sh
. "$root/tools/with-lib.sh"

# The list of deviations is this version's.
version=16.2

installed() { command -v radosgw && command -v ceph-mon && command -v ceph-osd && command -v ceph; } >/dev/null

install() {
  if ! installed; then
    command -v apt-get >/dev/null || die "Ceph $version is missing, and there is no apt to install it"
    apt_has radosgw || as_root apt-get update -qq || true
    case $(apt-cache policy radosgw | sed -n 's/^ *Candidate: //p') in
      "$version".*) ;;
      *) die "Ceph $version is missing, and this system's packages have another version or none" ;;
    esac
    say "installing Ceph's S3 gateway (600 MB, some minutes)"
    if ! { apt_install radosgw ceph-mon ceph-osd && installed; }; then die "Ceph could not be installed: install radosgw, ceph-mon and ceph-osd"; fi
  fi
  case $(radosgw --version) in
    "ceph version $version".*) ;;
    *) die "Ceph $version is needed, since the list of deviations is of that version; here is $(radosgw --version)" ;;
  esac
}

if [ -n "${GATEHOUSE_TEST_S3_ENDPOINT:-}" ] && [ "${1:-}" != --install ]; then exec "$@"; fi
install
if [ "${1:-}" = --install ]; then exit; fi

home=$(mktemp -d "${TMPDIR:-/tmp}/gatehouse-ceph.XXXXXX")
children=()

clear() {
  for child in "${children[@]}"; do kill -KILL "$child" 2>/dev/null || true; done
  wait 2>/dev/null || true
  children=()
}

stop() {
  trap - EXIT
  clear
  rm -rf "$home"
}
trap stop EXIT
trap 'exit 143' INT TERM HUP

# daemon NAME COMMAND...: in the foreground of a child, so that it ends with this script.
daemon() {
  local name=$1
  shift
  "$@" >>"$home/$name.log" 2>&1 </dev/null 9>&- &
  children+=($!)
}

# Whatever is asked of a part that has died would wait without an end.
quietly() { within 60 "$@" >>"$home/setup.log" 2>&1; }

# start: a cluster of nobody else's, without keys between its parts, one copy of everything, one placement group a pool.
start() {
  local mon_port s3_port fsid disk
  read -r mon_port s3_port < <(free_ports 2)
  fsid=$(cat /proc/sys/kernel/random/uuid)
  disk=$(cat /proc/sys/kernel/random/uuid)
  access_key=gatehouse-test
  secret_key=$fsid
  endpoint=http://127.0.0.1:$s3_port
  export CEPH_CONF=$home/ceph.conf
  rm -rf "$home/mon" "$home/osd"
  mkdir "$home/mon" "$home/osd"
  cat >"$CEPH_CONF" <<CONF
[global]
fsid = $fsid
run dir = $home
admin socket = $home/\$name.asok
pid file = $home/\$name.pid
log file =
log to stderr = true
public addr = 127.0.0.1
cluster addr = 127.0.0.1
mon initial members = a
mon host = v1:127.0.0.1:$mon_port
mon allow pool size one = true
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon max pg per osd = 1000
[mon]
mon data = $home/mon
# It ends without a word where a twentieth of the disk is free; here a few megabytes do.
mon data avail warn = 1
mon data avail crit = 1
[osd]
osd data = $home/osd
osd objectstore = memstore
memstore device bytes = 4294967296
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:$s3_port
CONF
  quietly monmaptool --create --clobber --fsid "$fsid" --addv a "[v1:127.0.0.1:$mon_port]" "$home/monmap" || return
  quietly ceph-mon --id a --mkfs --monmap "$home/monmap" || return
  daemon mon ceph-mon --id a -f
  # The OSD writes its own identity first; the monitor is told of it then.
  quietly ceph-osd --id 0 --mkfs --osd-uuid "$disk" || return
  quietly ceph --connect-timeout 60 osd new "$(cat "$home/osd/fsid")" || return
  start_osd || return
  quietly radosgw-admin user create --uid gatehouse --display-name gatehouse --access-key "$access_key" --secret "$secret_key" || return
  daemon s3 radosgw --name client.rgw -f
  for _ in $(seq 120); do
    if curl --silent --output /dev/null "$endpoint"; then return; fi
    kill -0 "${children[-1]}" 2>/dev/null || return
    sleep 0.5
  done
  return 1
}

# An OSD that greets the monitor before it has its map hears "wrong fsid", now and then, and ends: then it is started again.
start_osd() {
  daemon osd ceph-osd --id 0 -f
  for _ in $(seq 60); do
    if ceph --connect-timeout 10 osd stat 2>>"$home/setup.log" | grep -q ' 1 up'; then return; fi
    if ! kill -0 "${children[-1]}" 2>/dev/null; then daemon osd ceph-osd --id 0 -f; fi
    sleep 0.5
  done
  return 1
}

started=
for attempt in 1 2 3; do
  echo "with-ceph: starting (a third of a minute)"
  if start; then
    started=1
    break
  fi
  echo "with-ceph: attempt $attempt failed" >&2
  clear
done
if [ -z "$started" ]; then
  tail -n 20 "$home"/*.log >&2
  exit 1
fi

export GATEHOUSE_TEST_S3_ENDPOINT=$endpoint GATEHOUSE_TEST_S3_ACCESS_KEY=$access_key GATEHOUSE_TEST_S3_SECRET_KEY=$secret_key
run "$@"
