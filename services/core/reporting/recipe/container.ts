import {
  CHECKPOINT_FOLDER,
  DATA_FOLDER,
  DEVICE_STACK_BYTES,
  OPEN_FILES_MAX,
  SANDBOX_HOSTNAME,
} from '../../model/sandbox.ts';
import { devicesOf } from '../../model/worker.ts';
import type { Recipe } from './recipe.ts';
import { shellWord } from './shell-word.ts';
import { recipeVariables } from './variables.ts';

type ContainerRecipe = Pick<Recipe, 'pins' | 'seed' | 'limits' | 'host'>;

/**
 * Options of `docker run` as words of a shell: the sandbox in which the worker trains (workers/docker/sandbox.ts; a test
 * compares the containers that both make). `$CPUS`, `$DATA`, `$CHECKPOINTS` and `$TRAIN_USER` are the script's.
 */
export function containerOptions(recipe: ContainerRecipe): readonly string[] {
  const { limits } = recipe;
  const memory = `${limits.memoryMiB}m`;
  const { given, withheld } = recipeVariables(recipe);
  return [
    '--network none',
    '--read-only',
    '--cap-drop ALL',
    '--security-opt no-new-privileges',
    '--user "$TRAIN_USER"',
    `--hostname ${SANDBOX_HOSTNAME}`,
    `--pids-limit ${limits.pids}`,
    `--memory ${memory} --memory-swap ${memory}`,
    '--cpuset-cpus "$CPUS"',
    ...(Number.isInteger(limits.cpus) ? [] : [`--cpus ${limits.cpus}`]),
    `--shm-size ${limits.shmMiB}m`,
    `--tmpfs /tmp:rw,exec,nosuid,nodev,size=${limits.tmpMiB}m,mode=1777`,
    `--mount "type=bind,source=$DATA,target=${DATA_FOLDER},readonly"`,
    ...(limits.checkpointMiB === undefined
      ? []
      : [`--mount "type=bind,source=$CHECKPOINTS,target=${CHECKPOINT_FOLDER}"`]),
    `--ulimit nofile=${OPEN_FILES_MAX}:${OPEN_FILES_MAX} --ulimit core=0:0`,
    '--ipc private',
    '--init',
    '--no-healthcheck',
    '--log-driver none',
    ...deviceOptions(recipe),
    ...given.map(([name, value]) => `--env ${shellWord(`${name}=${value}`)}`),
    ...withheld.map((name) => `--env ${name}`),
  ];
}

/** The command: an entry point, and what stands behind the image. */
export function containerCommand({ pins }: ContainerRecipe): { readonly entrypoint: string; readonly rest: string } {
  const [first = '', ...rest] = pins.command;
  return { entrypoint: shellWord(first), rest: rest.map(shellWord).join(' ') };
}

/** As many accelerators as the run had; which ones is the reader's machine's business. */
function deviceOptions({ limits, host }: ContainerRecipe): readonly string[] {
  const count = devicesOf(limits);
  if (count === 0) return [];
  const vendor = host?.accelerators[0]?.vendor ?? 'nvidia';
  const locked = `--ulimit memlock=-1:-1 --ulimit stack=${DEVICE_STACK_BYTES}:${DEVICE_STACK_BYTES}`;
  if (vendor === 'nvidia') return [`--gpus ${count}`, locked];
  const groups = '$(stat -c "--group-add %g" /dev/dri/renderD* | sort -u)';
  return [vendor === 'amd' ? '--device /dev/kfd --device /dev/dri' : '--device /dev/dri', groups, locked];
}
