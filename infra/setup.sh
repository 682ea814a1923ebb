#!/bin/sh
# Makes a machine ready for Plumbline: packages, a Docker engine that answers, the npm packages of this clone.
# Says what it will do before it does it, and does nothing that is done already.
#
#   sh infra/setup.sh               install and start what is missing
#   sh infra/setup.sh --check       only look; exit 3 when something is missing
#   sh infra/setup.sh --for-tests   also what `npm test` needs
#
# Packages are installed on Debian and Ubuntu, as root. Elsewhere it names them and exits 3.
# Exit code: 0 ready, 2 usage, 3 something is missing and was not (or could not be) put right.
#
# Variables: PLUMBLINE_OS_RELEASE   file that names the distribution     (/etc/os-release)
#            PLUMBLINE_CLONE        folder of package.json               (the folder above this script)
#            PLUMBLINE_APT_LOG      what apt-get said                    (/var/log/plumbline-setup.log)
#            PLUMBLINE_ENGINE_LOG   log of an engine that we start       (/var/log/plumbline-dockerd.log)
#            PLUMBLINE_RUN          its process id, and the engine's own (/run)
#            DOCKER_HOST            an engine elsewhere: it is used, never started
set -eu

OS_RELEASE=${PLUMBLINE_OS_RELEASE:-/etc/os-release}
HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
CLONE=${PLUMBLINE_CLONE:-$(dirname -- "$HERE")}
APT_LOCK_WAIT_SECONDS=300
APT_RETRIES=3
APT_LOG=${PLUMBLINE_APT_LOG:-/var/log/plumbline-setup.log}
LOG_TAIL_LINES=20
NODE_MAJOR_MIN=20
NODE_MINOR_MIN=19

# shellcheck source=infra/engine.sh
. "$HERE/engine.sh"

packages=''      # to be installed with apt-get
plan=''          # what will be done, one line each
blocked=''       # what this script cannot put right, one line each
npm_install=no
engine_start=no

say() { printf '%s\n' "$*"; }
has() { command -v "$1" > /dev/null 2>&1; }
want() { case " $packages " in *" $1 "*) ;; *) packages="${packages:+$packages }$1" ;; esac; }
intend() { plan="$plan  - $1
"; }
block() { blocked="$blocked  - $1
"; }
usage() { sed -n '2,/^set -eu/s/^# \{0,1\}//p' "$HERE/setup.sh"; }

# Whether this machine's packages are ours to install: Debian or Ubuntu (also their derivatives), as root.
can_install() { is_debian && [ "$(id -u)" = 0 ] && has apt-get; }

is_debian() {
  [ -r "$OS_RELEASE" ] || return 1
  ids=$(sed -n -e 's/^ID=//p' -e 's/^ID_LIKE=//p' "$OS_RELEASE" | tr '"\n' '  ')
  case " $ids " in *' debian '* | *' ubuntu '*) return 0 ;; esac
  return 1
}

has_pip() { has python3 && python3 -m pip --version > /dev/null 2>&1; }

has_postgres() {
  has postgres && return 0
  for program in /usr/lib/postgresql/*/bin/postgres; do [ -x "$program" ] && return 0; done
  return 1
}

look_at_packages() {
  [ -e /etc/ssl/certs/ca-certificates.crt ] || want ca-certificates
  has python3 || want python3
  has_pip || want python3-pip
  # Base images are made from Debian's archive where no registry answers; its keys are not part of Ubuntu.
  has mmdebstrap || want mmdebstrap
  has mount || want mount
  [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || want debian-archive-keyring
  has docker || want docker.io
  [ "$for_tests" = yes ] || return 0
  has redis-server || want redis-server
  has_postgres || want postgresql
  has docker-registry || want docker-registry
  has busybox || want busybox-static
  # Only its programs, for the worker's unit; no init is started.
  has systemd-analyze || want systemd
  has openssl || want openssl
  has_pip && { python3 -c 'import ensurepip' > /dev/null 2>&1 || want python3-venv; }
  return 0
}

look_at_engine() {
  engine_answers && return 0
  if [ -n "${DOCKER_HOST:-}" ]; then
    block "the Docker engine at DOCKER_HOST=$DOCKER_HOST does not answer; start it, or unset DOCKER_HOST to use one here"
    return 0
  fi
  if [ -S /run/docker.sock ] && [ ! -w /run/docker.sock ]; then
    block "$(id -un) may not use the Docker engine's socket: add that user to the group docker and log in again"
    return 0
  fi
  has dockerd || { want docker.io; want iptables; }
  engine_start=yes
}

look_at_node() {
  if ! has node || ! has npm; then
    block "Node.js $NODE_MAJOR_MIN.$NODE_MINOR_MIN or newer with npm is missing; see https://nodejs.org/en/download"
    return 0
  fi
  if ! node -e "const [a,b]=process.versions.node.split('.').map(Number);
      process.exit(a>$NODE_MAJOR_MIN||(a===$NODE_MAJOR_MIN&&b>=$NODE_MINOR_MIN)?0:1)"; then
    block "Node.js $(node --version) is too old; $NODE_MAJOR_MIN.$NODE_MINOR_MIN or newer is needed; see https://nodejs.org/en/download"
    return 0
  fi
  # npm writes the inner file last, so an install that was cut short is repeated.
  inner=$CLONE/node_modules/.package-lock.json
  if [ ! -e "$inner" ] || [ -n "$(find "$CLONE/package-lock.json" -newer "$inner" 2> /dev/null)" ]; then npm_install=yes; fi
}

make_plan() {
  if [ -n "$packages" ]; then
    if can_install; then
      intend "install with apt-get: $packages"
    else
      block "install these packages (Debian's names): $packages"
    fi
  fi
  if [ "$engine_start" = yes ]; then
    if [ "$(id -u)" = 0 ] && { has dockerd || can_install; }; then
      intend "start a Docker engine ($(engine_how))"
    else
      block 'start a Docker engine: none answers (as root: systemctl start docker, or dockerd)'
    fi
  fi
  if [ "$npm_install" = yes ]; then intend "install the npm packages of $CLONE (npm ci)"; fi
}

# apt and dpkg say hundreds of lines; they go to a file, and its end is shown when something fails.
install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  : > "$APT_LOG" || return 1
  say "Updating the package lists …"
  apt-get -q -o Acquire::Retries=$APT_RETRIES update >> "$APT_LOG" 2>&1 || return 1
  # From Debian 13 on the client is a package of its own, which docker.io only recommends.
  case " $packages " in *' docker.io '*) if ! has docker && apt-cache show docker-cli > /dev/null 2>&1; then want docker-cli; fi ;; esac
  say "Installing $packages (log: $APT_LOG) …"
  # shellcheck disable=SC2086 # the names are words on purpose
  apt-get -q -y -o Acquire::Retries=$APT_RETRIES -o DPkg::Lock::Timeout=$APT_LOCK_WAIT_SECONDS \
    install --no-install-recommends $packages < /dev/null >> "$APT_LOG" 2>&1
}

# npm 10 refuses some locks that npm 11 wrote (optional peers); `install --no-save` then takes the same versions from it.
install_npm_packages() {
  say "Installing npm packages …"
  (cd "$CLONE" && { npm ci --no-audit --no-fund || {
    say 'npm ci refused the lock file; trying npm install, which leaves it as it is …'
    npm install --no-save --no-audit --no-fund
  }; })
}

for_tests=no
only_look=no
for argument in "$@"; do
  case $argument in
    --check) only_look=yes ;;
    --for-tests) for_tests=yes ;;
    -h | --help) usage; exit 0 ;;
    *) say "unknown argument: $argument" >&2; usage >&2; exit 2 ;;
  esac
done

look_at_packages
look_at_engine
look_at_node
make_plan

if [ -z "$plan$blocked" ]; then
  say "Nothing is missing: Node $(node --version), $(python3 --version 2>&1), Docker engine $(engine_version)."
  exit 0
fi
if [ -n "$blocked" ]; then printf 'To be done by you:\n%s' "$blocked"; fi
if [ -n "$plan" ]; then printf 'Plumbline set-up will:\n%s' "$plan"; fi
if [ -n "$blocked" ]; then say 'Nothing was changed. Do what is named, then run this again.'; exit 3; fi
if [ "$only_look" = yes ]; then say 'Only looked (--check): nothing was changed.'; exit 3; fi

if [ -n "$packages" ]; then
  install_packages || {
    tail -n "$LOG_TAIL_LINES" "$APT_LOG" >&2 || :
    say "apt-get failed; the end of $APT_LOG is above. Nothing else was changed." >&2
    exit 3
  }
fi
if [ "$engine_start" = yes ]; then engine_ensure || exit 3; fi
if [ "$npm_install" = yes ]; then
  install_npm_packages || { say 'npm failed; its message is above.' >&2; exit 3; }
fi
say "Ready: Node $(node --version), $(python3 --version 2>&1), Docker engine $(engine_version)."
