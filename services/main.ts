import { once } from 'node:events';
import { runCli } from './cli/program.ts';
import { createOperations } from './composition/operations.ts';
import { VERSION } from './composition/version.ts';

// The process's own edge: arguments, terminal, signals, exit code. Everything else is handed on from here.

const args = process.argv.slice(2);
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // A second Ctrl-C means it: leases and the spool make an abrupt end safe.
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort();
  });
}
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});

const named = args.indexOf('--config');
// The configuration and its checks are the slowest thing to load: a verb that needs none does not wait for them.
const operations = createOperations(async () =>
  (await import('./config.ts')).loadConfig(named >= 0 && args[named + 1] ? { file: args[named + 1] } : {}),
);
const output = {
  out: (text: string) => void process.stdout.write(text),
  drained: async () => {
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
  },
  err: (text: string) => void process.stderr.write(text),
  terminal: process.stderr.isTTY === true,
  colour: process.stdout.isTTY === true,
  columns: process.stdout.columns ?? null,
};
process.exitCode = await runCli(args, { output, operations, signal: stopping.signal }, VERSION);
