import { PlumblineError } from '../../core/errors.ts';
import { runProgram } from '../program.ts';
import type { Dependency } from './dependency.ts';

/** A program that Plumbline uses, and how to ask for its version. */
interface Program {
  readonly name: string;
  /** The first that runs is taken. */
  readonly commands: readonly (readonly [command: string, ...args: string[]])[];
  readonly version: RegExp;
  readonly least?: readonly [major: number, minor: number];
  readonly required: boolean;
  readonly neededFor: string;
  readonly advice: string;
}

const SETUP = '`sh infra/setup.sh` installs it';
const PROGRAMS: readonly Program[] = [
  {
    name: 'npm',
    commands: [['npm', '--version']],
    version: /^(\d+\.\d+\S*)/,
    required: true,
    neededFor: 'installing Plumbline',
    advice: 'install Node.js with npm (https://nodejs.org/en/download)',
  },
  {
    name: 'python3',
    commands: [['python3', '--version']],
    version: /Python (\S+)/,
    required: true,
    neededFor: 'resolving and downloading wheels (`pin`, `images build`)',
    advice: SETUP,
  },
  {
    name: 'pip',
    commands: [['python3', '-m', 'pip', '--version']],
    version: /^pip (\S+)/,
    // --report came with 22.2 (pip's changelog).
    least: [22, 2],
    required: true,
    neededFor: 'resolving and downloading wheels (`pin`, `images build`)',
    advice: SETUP,
  },
  {
    name: 'docker client',
    commands: [['docker', '--version']],
    version: /version ([^\s,]+)/,
    required: false,
    neededFor: 'the recipes that strangers repeat a run with; Plumbline itself speaks to the engine',
    advice: SETUP,
  },
  {
    name: 'mmdebstrap',
    commands: [['mmdebstrap', '--version']],
    version: /mmdebstrap (\S+)/,
    required: false,
    neededFor: 'base images where no registry answers',
    advice: SETUP,
  },
  {
    name: 'redis-server',
    commands: [['redis-server', '--version']],
    version: /v=(\S+)/,
    required: false,
    neededFor: 'the tests, and REDIS_URL; the embedded queue needs none',
    advice: '`sh infra/setup.sh --for-tests` installs it',
  },
  {
    name: 'postgresql',
    commands: [
      ['postgres', '--version'],
      ['sh', '-c', 'for p in /usr/lib/postgresql/*/bin/postgres; do "$p" --version && exit 0; done; exit 1'],
    ],
    version: /PostgreSQL\) (\S+)/,
    required: false,
    neededFor: 'the tests, and DATABASE_URL; the embedded store needs none',
    advice: '`sh infra/setup.sh --for-tests` installs it',
  },
  {
    name: 'nvidia driver',
    commands: [['nvidia-smi', '--query-gpu=driver_version', '--format=csv,noheader']],
    version: /^(\d+\.\S+)/,
    required: false,
    neededFor: 'benchmarks on NVIDIA platforms',
    advice: "install NVIDIA's driver and container toolkit where the platform has such devices",
  },
];

const ANSWER_LIMIT_MS = 20_000;

/** Asks every program for its version, all at once. */
export function inspectPrograms(signal?: AbortSignal): Promise<readonly Dependency[]> {
  return Promise.all(PROGRAMS.map((program) => inspect(program, signal)));
}

async function inspect(program: Program, signal?: AbortSignal): Promise<Dependency> {
  const { name, required, neededFor, advice } = program;
  const version = await versionOf(program, signal);
  if (version === null) {
    return { name, status: required ? 'missing' : 'absent', found: '', required, neededFor, advice };
  }
  const { least } = program;
  if (least !== undefined && isOlder(version, least)) {
    const wanted = `${least.join('.')} or newer is needed: ${advice}`;
    return { name, status: 'old', found: version, required, neededFor, advice: wanted };
  }
  return { name, status: 'ok', found: version, required, neededFor, advice: '' };
}

async function versionOf(program: Program, signal?: AbortSignal): Promise<string | null> {
  for (const [command, ...args] of program.commands) {
    try {
      const options = { limitMs: ANSWER_LIMIT_MS, ...(signal === undefined ? {} : { signal }) };
      const { code, tail } = await runProgram(command, args, options);
      const match = tail.map((line) => program.version.exec(line)?.[1]).find((found) => found !== undefined);
      if (code === 0 && match !== undefined) return match;
    } catch (error) {
      // Not installed, or it hangs: the next way, or absent. An abort by the caller goes on.
      if (!(error instanceof PlumblineError)) throw error;
    }
  }
  return null;
}

/** Whether `20.11.1` is older than `[20, 19]`. */
export function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [first = 0, second = 0] = version.replace(/^v/, '').split('.').map(Number);
  return first < major || (first === major && second < minor);
}
