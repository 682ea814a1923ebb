import { SANDBOX_USER } from '../../model/sandbox.ts';
import { COMPARE_SCRIPT } from './compare-script.ts';
import { containerCommand, containerOptions } from './container.ts';
import { checksums, fetchLine, sourceWords } from './data.ts';
import { expectedOutcome } from './expected.ts';
import { FETCH_FUNCTIONS } from './fetch-functions.ts';
import { archiveOf, checkRecipe, type Recipe, recipeTitle } from './recipe.ts';
import { shellComment, shellWord } from './shell-word.ts';
import { recipeVariables } from './variables.ts';

/** The steps of a recipe, in their order; each can be called by its name. */
export const RECIPE_STEPS = ['image', 'data', 'train', 'compare'] as const;

/**
 * A POSIX shell script that repeats a run by digest on a machine with only Docker: gets the image, checks the data, trains
 * in the same sandbox, and compares the outcome with the band. It holds no secret and nothing of the service.
 * INPUT_INVALID as `checkRecipe` says.
 */
export function recipeShell(recipe: Recipe): string {
  checkRecipe(recipe);
  return `${[head(recipe), settings(recipe), FETCH_FUNCTIONS, image(recipe), data(recipe), train(recipe), compare(recipe), MAIN].join('\n\n')}\n`;
}

function head(recipe: Recipe): string {
  return `#!/bin/sh
${shellComment(`Repeats Plumbline run ${recipe.runId}: ${recipeTitle(recipe)}; recorded ${recipe.startedAt ?? 'never'} on host ${recipe.hostName ?? 'none'}.`)}
#
#   sh recipe.sh            everything: ${RECIPE_STEPS.join(', ')}
#   sh recipe.sh STEP …     only these steps
#
# Needs a POSIX shell, Docker and sha256sum (or shasum). Exit code: 0 no metric is outside its band, 1 one is or the
# training failed, 2 usage, 3 something is missing.
#
# Variables: DATA   folder of the data set        (data beside this script)
#            LOG    where the training log goes   (train.log beside this script)
#            CPUS   processors to train on        (the last ones of this machine)
set -eu`;
}

function settings({ pins, limits, runId }: Recipe): string {
  const count = Math.ceil(limits.cpus);
  return `HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
IMAGE=${shellWord(pins.image.reference)}
DATA=\${DATA:-$HERE/data}
LOG=\${LOG:-$HERE/train.log}
case $DATA in /*) ;; *) DATA=$PWD/$DATA ;; esac
NAME=plumbline-recipe-$$
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
trap 'docker kill "$NAME" > /dev/null 2>&1; exit 1' INT TERM
say() { printf '%s\\n' "$*" >&2; }
die() { code=$1; shift; say "recipe of ${runId}: $*"; exit "$code"; }
sums() { if command -v sha256sum > /dev/null 2>&1; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }
ALL=$(getconf _NPROCESSORS_ONLN 2> /dev/null || echo ${count})
[ "$ALL" -ge ${count} ] || die 3 "the run had ${count} processors, this machine has $ALL"
CPUS=\${CPUS:-$((ALL - ${count}))-$((ALL - 1))}`;
}

function image(recipe: Recipe): string {
  const archive = archiveOf(recipe);
  const get =
    archive === null
      ? `say "Pulling $IMAGE …"; docker pull --quiet "$IMAGE" > /dev/null || die 3 "the registry did not deliver $IMAGE"`
      : `[ -f "$HERE/${archive}" ] || die 3 "this engine has no image $IMAGE, which is in no registry; put ${archive} beside this script: 'plumbline reproduce ${recipe.runId} --output FOLDER' writes both"
    say "Loading ${archive} …"; docker load --quiet --input "$HERE/${archive}" > /dev/null || die 3 "docker load refused ${archive}"`;
  return `step_image() {
  command -v docker > /dev/null 2>&1 || die 3 "there is no docker here"
  if ! docker image inspect "$IMAGE" > /dev/null 2>&1; then
    ${get}
  fi
  docker image inspect "$IMAGE" > /dev/null 2>&1 || die 3 "what arrived is not $IMAGE (an engine with the containerd image store names images otherwise)"
  say "Image: $IMAGE"
}`;
}

function data({ pins }: Recipe): string {
  const { dataset } = pins;
  const count = dataset.files.length;
  return `${shellComment(`Data set ${dataset.name} ${dataset.version}, ${count} files, from ${sourceWords(dataset.source)}.`)}
fetch_file() {
  FILE=$1; TARGET=$DATA/$1
  mkdir -p "$(dirname -- "$TARGET")"
  case $FILE in
${dataset.files.map((file) => `    ${fetchLine(dataset, file)}`).join('\n')}
  esac
}
checksums() { cat << 'PLUMBLINE_CHECKSUMS'
${checksums(dataset).join('\n')}
PLUMBLINE_CHECKSUMS
}
step_data() {
  mkdir -p "$DATA"
  checksums > "$WORK/checksums"
  while IFS= read -r line; do
    file=\${line#*  }
    [ -f "$DATA/$file" ] || fetch_file "$file"
  done < "$WORK/checksums"
  (cd "$DATA" && sums -c "$WORK/checksums") > "$WORK/checked" 2>&1 || { grep -v ': OK$' "$WORK/checked" >&2; die 1 "the data set is not the one that the run had"; }
  found=$(find "$DATA/." ! -type d | wc -l)
  [ "$found" -eq ${count} ] || die 1 "$DATA holds $found files, the run had ${count}: a script may read whole folders"
  chmod -R a+rX "$DATA"
  say "Data: ${count} files checked"
}`;
}

function train(recipe: Recipe): string {
  const { entrypoint, rest } = containerCommand(recipe);
  const { withheld } = recipeVariables(recipe);
  const ask = withheld.map(
    (name) =>
      `  [ -n "\${${name}:-}" ] || die 2 "set and export ${name}: its value looks like a secret and is not in this recipe"\n`,
  );
  return `step_train() {
${ask.join('')}  TRAIN_USER=$(docker image inspect --format '{{.Config.User}}' "$IMAGE")
  case \${TRAIN_USER%%:*} in '' | root | 0) TRAIN_USER=${SANDBOX_USER} ;; esac
${recipe.limits.checkpointMiB === undefined ? '' : '  CHECKPOINTS=$HERE/checkpoints\n  mkdir -p "$CHECKPOINTS" && chmod 777 "$CHECKPOINTS"\n'}  say "Training on processors $CPUS, at most ${recipe.limits.timeoutSeconds} s; log: $LOG"
  (sleep ${recipe.limits.timeoutSeconds}; docker kill "$NAME" > /dev/null 2>&1) > /dev/null 2>&1 & watch=$!
  {
    code=0
    docker run --rm --name "$NAME" \\
${containerOptions(recipe)
  .map((option) => `      ${option} \\`)
  .join('\n')}
      --entrypoint ${entrypoint} "$IMAGE" ${rest} || code=$?
    echo "$code" > "$WORK/code"
  } 2>&1 | tee "$LOG"
  kill "$watch" 2> /dev/null || :
  code=$(cat "$WORK/code")
  [ "$code" -eq 0 ] || die 1 "the training ended with exit code $code"
}`;
}

function compare(recipe: Recipe): string {
  return `compare_script() { cat << 'PLUMBLINE_COMPARE'
${COMPARE_SCRIPT}
PLUMBLINE_COMPARE
}
step_compare() {
  [ -f "$LOG" ] || die 3 "there is no $LOG; train first"
  code=0
  docker run --rm --interactive --network none --read-only --cap-drop ALL --user ${SANDBOX_USER} \\
    --env "PLUMBLINE_HERE=$(hostname)" --env PLUMBLINE_EXPECTED=${shellWord(JSON.stringify(expectedOutcome(recipe)))} \\
    --entrypoint /bin/sh "$IMAGE" -c 'for python in python3 python; do command -v "$python" > /dev/null && exec "$python" -I -c "$1"; done; exit 127' \\
    compare "$(compare_script)" < "$LOG" > "$HERE/outcome.json" || code=$?
  [ "$code" -ne 127 ] || die 3 "the image has no Python to compare with; read $LOG with 'plumbline parse'"
  [ "$code" -le 1 ] || die 3 "the comparison could not run (exit code $code)"
  [ "$code" -eq 0 ] || die 1 "the outcome is not inside its bands; as data: $HERE/outcome.json"
  say "As data: $HERE/outcome.json"
}`;
}

const MAIN = `[ $# -gt 0 ] || set -- ${RECIPE_STEPS.join(' ')}
for step in "$@"; do
  case $step in
    ${RECIPE_STEPS.join(' | ')}) "step_$step" ;;
    *) die 2 "unknown step $step: ${RECIPE_STEPS.join(', ')}" ;;
  esac
done`;
