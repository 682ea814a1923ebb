# shellcheck shell=sh
# Starts a Docker engine where none answers. Sourced by setup.sh, which sets LOG_TAIL_LINES: functions only.

ENGINE_LOG=${PLUMBLINE_ENGINE_LOG:-/var/log/plumbline-dockerd.log}
ENGINE_RUN=${PLUMBLINE_RUN:-/run}
ENGINE_PID=$ENGINE_RUN/plumbline-dockerd.pid
ENGINE_OWN_PID=$ENGINE_RUN/docker.pid
ENGINE_CONTAINERD_PID=$ENGINE_RUN/docker/containerd/containerd.pid
ENGINE_ANSWER_SECONDS=10
ENGINE_START_SECONDS=60

# A half-dead engine accepts and never answers, hence the time limit.
engine_version() {
  timeout "$ENGINE_ANSWER_SECONDS" docker version --format '{{.Server.Version}}' 2> /dev/null
}

engine_answers() { command -v docker > /dev/null 2>&1 && [ -n "$(engine_version)" ]; }

engine_has_systemd() { [ -d "$ENGINE_RUN/systemd/system" ] && command -v systemctl > /dev/null 2>&1; }

engine_how() {
  if engine_has_systemd; then echo 'systemctl start docker'; else echo "dockerd, its log in $ENGINE_LOG"; fi
}

# engine_is PID NAME: whether that process lives and is what the pid file says; ids are used again after a crash, and a
# dead process stays as a zombie (state Z) where process 1 does not collect it.
engine_is() {
  [ -r "/proc/$1/comm" ] && [ "$(cat "/proc/$1/comm")" = "$2" ] && ! grep -q '^State:.*Z' "/proc/$1/status"
}

# engine_drop_stale FILE NAME: removes a pid file whose process is gone, or is by now something else.
engine_drop_stale() {
  [ -e "$1" ] || return 0
  engine_recorded=$(cat "$1" 2> /dev/null || :)
  case $engine_recorded in
    '' | *[!0-9]*) ;;
    *) engine_is "$engine_recorded" "$2" && return 0 ;;
  esac
  echo "Removing a stale $1 (process ${engine_recorded:-unknown} is not $2)."
  rm -f "$1"
}

# engine_wait PID: waits until an engine answers; gives up early when that process ends (empty: only the time counts).
engine_wait() {
  engine_deadline=$(($(date +%s) + ENGINE_START_SECONDS))
  while [ "$(date +%s)" -lt "$engine_deadline" ]; do
    engine_answers && return 0
    if [ -n "$1" ] && ! kill -0 "$1" 2> /dev/null; then return 1; fi
    sleep 1
  done
  return 1
}

# Without an init system nobody has mounted the control groups, and without them the engine does not start.
engine_mount_cgroups() {
  grep -q ' /sys/fs/cgroup' /proc/self/mounts && return 0
  grep -qw cgroup2 /proc/filesystems || return 0
  echo 'Mounting the control groups (cgroup2) at /sys/fs/cgroup.'
  mount -t cgroup2 none /sys/fs/cgroup || :
}

# engine_launch ARGUMENTS...: dockerd in a session of its own, so that it outlives this terminal.
engine_launch() {
  setsid dockerd "$@" < /dev/null >> "$ENGINE_LOG" 2>&1 &
  engine_pid=$!
  echo "$engine_pid" > "$ENGINE_PID"
  engine_wait "$engine_pid"
}

engine_stop_own() {
  kill "$engine_pid" 2> /dev/null || return 0
  wait "$engine_pid" 2> /dev/null || :
}

engine_show_log() {
  echo "The Docker engine did not start. Last lines of $ENGINE_LOG:" >&2
  tail -n "$LOG_TAIL_LINES" "$ENGINE_LOG" >&2 || :
  rm -f "$ENGINE_PID"
}

engine_run_directly() {
  engine_mount_cgroups
  engine_drop_stale "$ENGINE_PID" dockerd
  engine_drop_stale "$ENGINE_OWN_PID" dockerd
  engine_drop_stale "$ENGINE_CONTAINERD_PID" containerd
  for engine_file in "$ENGINE_PID" "$ENGINE_OWN_PID"; do
    [ -e "$engine_file" ] || continue
    echo "An engine (process $(cat "$engine_file")) is starting already; waiting for it …"
    engine_wait "$(cat "$engine_file")" && return 0
    echo "It does not answer within $ENGINE_START_SECONDS s: end that process, then run this again." >&2
    return 1
  done
  : > "$ENGINE_LOG"
  engine_launch && return 0
  # Runs never have a network, so an engine without one is as good where the kernel's packet filter cannot be used.
  if grep -qE 'iptables|nf_tables|bridge' "$ENGINE_LOG"; then
    engine_stop_own
    echo 'The engine could not set up its network (iptables); starting it without one: --iptables=false --bridge=none.'
    echo "--- without a network ---" >> "$ENGINE_LOG"
    engine_launch --iptables=false --bridge=none && return 0
  fi
  engine_stop_own
  engine_show_log
  return 1
}

# Starts an engine and waits until it answers; says why on failure.
engine_ensure() {
  # A package that was just installed may have started one.
  engine_answers && return 0
  echo "Starting a Docker engine ($(engine_how)) …"
  if engine_has_systemd; then
    systemctl start docker && engine_wait '' && return 0
    echo 'systemctl could not start docker. Last lines of its log:' >&2
    journalctl -u docker -n "$LOG_TAIL_LINES" --no-pager >&2 || :
    return 1
  fi
  engine_run_directly
}
