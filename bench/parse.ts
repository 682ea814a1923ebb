import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { createLogReader } from '../services/core/formats/log/reader.ts';
import { against, type Row } from './rows.ts';

// How fast a log is read on one core, beside what else reads the same file: Python's own parser of MLPerf logs, a plain
// loop over lines in Python and in Node, and `wc -l`. All sides take turns; a figure is the median of its turns. Seconds
// are those of the processor, so that neighbours on a shared machine do not decide.

const run = promisify(execFile);
const TURNS = 5;
/** Bytes of the log of ordinary text, and of the one of MLLOG lines alone. */
const ORDINARY_BYTES = 300_000_000;
const DENSE_BYTES = 20_000_000;
/** One MLLOG line in so many, in ordinary text. */
const ORDINARY_LINES_EACH = 1000;
const PIECE_BYTES = 1_048_576;
/** Waits for one child at most, in milliseconds. */
const CHILD_MS = 600_000;
const MLPERF_LOGGING = 'mlperf-logging';

const PYTHON = `
import resource, sys, time
what, path = sys.argv[1:]
if what == 'mlperf':
    from mlperf_logging.compliance_checker.mlp_parser import parse_file
begin = time.process_time()
if what == 'mlperf':
    lines, failed = parse_file(path, ruleset='5.0.0')
    count = len(lines)
else:
    count = 0
    with open(path, encoding='latin-1') as f:
        for _ in f:
            count += 1
print(time.process_time() - begin, count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
`;

/** Reads a file once; answers with seconds of the processor. */
type Reading = (file: string) => Promise<number>;

/** @param ordinaryBytes size of the log of ordinary text; a quick look takes less. */
export async function benchParse(ordinaryBytes = ORDINARY_BYTES): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
  try {
    const python = await preparePython(folder);
    const ordinary = await writeLog(join(folder, 'ordinary.log'), ordinaryBytes, ORDINARY_LINES_EACH);
    const dense = await writeLog(join(folder, 'dense.log'), Math.min(DENSE_BYTES, ordinaryBytes), 1);
    return [
      ...(await compared('ordinary text', ordinary, python, 150)),
      ...(await compared('MLLOG lines alone', dense, python)),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compared(what: string, file: string, python: Python, goal?: number): Promise<Row[]> {
  const { size } = await stat(file);
  const peers: Record<string, Reading> = {
    ours,
    'Node readline': readline,
    'Python, a loop over lines': (file) => python.read('lines', file),
  };
  if (python.mlperf !== null) peers[`Python ${python.mlperf}`] = (file) => python.read('mlperf', file);
  peers['wc -l'] = words;
  const seconds: Record<string, number[]> = {};
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const [name, read] of Object.entries(peers)) seconds[name] = [...(seconds[name] ?? []), await read(file)];
  }
  const speed = (name: string) => size / 1e6 / median(seconds[name] as number[]);
  const memory = await flatMemory(file);
  return [
    {
      name: `${what}, ${(size / 1e6).toFixed(0)} MB: Plumbline`,
      ...(goal === undefined ? { value: speed('ours') } : against(speed('ours'), { sign: '≥', pass: goal })),
      unit: 'MB/s',
    },
    ...Object.keys(peers)
      .slice(1)
      .map(
        (name): Row => ({
          name: `${what}: ${name}`,
          value: speed(name),
          unit: 'MB/s',
          note: `Plumbline ${(speed('ours') / speed(name)).toPrecision(3)} times`,
        }),
      ),
    { name: `${what}: memory that reading added`, value: memory, unit: 'MB' },
  ];
}

const ours: Reading = (file) => timed(async () => readWhole(file, () => undefined));

const readline: Reading = (file) =>
  timed(async () => {
    const lines = createInterface({ input: createReadStream(file, { highWaterMark: PIECE_BYTES }) });
    let characters = 0;
    for await (const line of lines) characters += line.length;
    if (characters === 0) throw new Error(`${file} is empty`);
  });

const words: Reading = async (file) => {
  const { stderr } = await run('bash', ['-c', 'TIMEFORMAT="%U %S"; time wc -l "$0" > /dev/null', file], {
    timeout: CHILD_MS,
  });
  const [user, system] = stderr.trim().split(/\s+/).map(Number) as [number, number];
  return user + system;
};

async function readWhole(file: string, each: () => void): Promise<void> {
  const reader = createLogReader(null, { take: () => undefined });
  for await (const bytes of createReadStream(file, { highWaterMark: PIECE_BYTES })) {
    reader.push(bytes as Buffer);
    each();
  }
  reader.end();
}

async function timed(action: () => Promise<void>): Promise<number> {
  const begin = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1e6;
}

/** Most resident memory while a file is read, less that before, in MB. */
async function flatMemory(file: string): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  await readWhole(file, () => {
    most = Math.max(most, process.memoryUsage.rss());
  });
  return (most - before) / 1e6;
}

interface Python {
  /** Name and version of the parser; null: it could not be installed. */
  readonly mlperf: string | null;
  read(what: 'mlperf' | 'lines', file: string): Promise<number>;
}

/** A Python with MLCommons' parser in a virtual environment of its own; without it where no index answers. */
async function preparePython(folder: string): Promise<Python> {
  const venv = join(folder, 'venv');
  const python = join(venv, 'bin', 'python');
  await run('python3', ['-m', 'venv', venv], { timeout: CHILD_MS });
  const installed = await run(python, ['-m', 'pip', 'install', '--quiet', MLPERF_LOGGING], { timeout: CHILD_MS }).then(
    () => true,
    () => false,
  );
  const version = "import importlib.metadata as m; print('mlperf-logging', m.version('mlperf-logging'))";
  return {
    mlperf: installed ? (await run(python, ['-c', version])).stdout.trim() : null,
    async read(what, file) {
      const { stdout } = await run(python, ['-c', PYTHON, what, file], { timeout: CHILD_MS });
      return Number(stdout.split(' ')[0]);
    },
  };
}

/** Writes a log in which every `each`-th line is one of MLLOG and the others are what a training prints. */
async function writeLog(file: string, bytes: number, each: number): Promise<string> {
  const handle = await open(file, 'w');
  try {
    for (let line = 0, written = 0; written < bytes; ) {
      let text = '';
      for (; text.length < PIECE_BYTES; line += 1) text += line % each === 0 ? mllog(line) : plain(line);
      written += (await handle.write(text)).bytesWritten;
    }
  } finally {
    await handle.close();
  }
  return file;
}

function mllog(line: number): string {
  return `:::MLLOG {"namespace": "", "time_ms": ${1744838717800 + line}, "event_type": "POINT_IN_TIME", "key": "tracked_stats", "value": {"throughput": ${2000 + (line % 977) / 7}}, "metadata": {"file": "/workspace/code/training/run_pretraining.py", "lineno": 1984, "step_num": ${line}}}\n`;
}

function plain(line: number): string {
  const seconds = String(line % 60).padStart(2, '0');
  return `2026-11-26 15:04:${seconds},${String(line % 1000).padStart(3, '0')} INFO [rank${line % 8}] trainer.loop: step ${line} batch ready in ${(line % 97) / 10} ms, queue depth ${line % 13}, loader workers 8\n`;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] as number;
}
