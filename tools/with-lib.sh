# shellcheck shell=bash
# What tools/with-*.sh share: each starts a server of its own, runs a command, and ends the server with it.

# free_ports COUNT: that many ports of loopback which nobody has taken yet.
free_ports() {
  node -e '
    const servers = Array.from({ length: process.argv[1] }, () => require("net").createServer().listen(0, "127.0.0.1"));
    setImmediate(() => { console.log(servers.map((s) => s.address().port).join(" ")); servers.forEach((s) => s.close()); });' "$1"
}

# run COMMAND...: in the background and waited for, so that an interrupt reaches the trap at once.
run() {
  "$@" &
  local command=$!
  # shellcheck disable=SC2064 # the process's number is known now
  trap "kill -TERM $command 2>/dev/null; exit 143" INT TERM HUP
  wait "$command"
}
