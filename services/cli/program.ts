import { Command, CommanderError } from 'commander';
import { describeError, formatPlace, PlumblineError } from '../core/errors.ts';
import type { Act } from './act.ts';
import type { CliContext } from './context.ts';
import { registerBisect } from './verbs/bisect.ts';
import { registerCatalog } from './verbs/catalog.ts';
import { registerChannels } from './verbs/channels.ts';
import { registerCompare } from './verbs/compare.ts';
import { registerDemo } from './verbs/demo.ts';
import { registerDoctor } from './verbs/doctor.ts';
import { registerHealth } from './verbs/health.ts';
import { registerHosts } from './verbs/hosts.ts';
import { registerImages } from './verbs/images.ts';
import { registerIncidents } from './verbs/incidents.ts';
import { registerJudge } from './verbs/judge.ts';
import { registerLogs } from './verbs/logs.ts';
import { registerNight } from './verbs/night.ts';
import { registerParse } from './verbs/parse.ts';
import { registerPin } from './verbs/pin.ts';
import { registerProbe } from './verbs/probe.ts';
import { registerPush } from './verbs/push.ts';
import { registerReproduce } from './verbs/reproduce.ts';
import { registerRun } from './verbs/run.ts';
import { registerRuns } from './verbs/runs.ts';
import { registerSearches } from './verbs/searches.ts';
import { registerSimulate } from './verbs/simulate.ts';
import { registerStatus } from './verbs/status.ts';
import { registerStore } from './verbs/store.ts';
import { registerTelemetry } from './verbs/telemetry.ts';
import { registerToken } from './verbs/token.ts';
import { registerUp } from './verbs/up.ts';
import { registerWorker } from './verbs/worker.ts';

/** Exit codes of every verb (DESIGN.md section 5). */
export const EXIT = { ok: 0, finding: 1, usage: 2, infrastructure: 3, internal: 4 } as const;

/**
 * Runs one command line (without `node` and the script) and answers with its exit code. Nothing is thrown: every
 * failure becomes a line on standard error, or an object under `--json`.
 */
export async function runCli(args: readonly string[], context: CliContext, version: string): Promise<number> {
  let exit: number = EXIT.ok;
  const act: Act = async (command, action) => {
    const answer = await action(context);
    const pieces = answer.json ?? [`${JSON.stringify(answer.data, null, 2)}\n`];
    for await (const piece of wantsJson(command) ? pieces : [answer.text]) {
      context.output.out(piece);
      await context.output.drained();
    }
    exit = answer.blocked ? EXIT.infrastructure : answer.finding ? EXIT.finding : EXIT.ok;
  };
  const program = createProgram(context, version, act);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    return fail(error, context, args.includes('--json'));
  }
}

function createProgram(context: CliContext, version: string, act: Act): Command {
  const program = new Command('plumbline')
    .description(
      'Trains reference models every night in pinned containers, judges them, and reports which change caused a regression.',
    )
    .version(version)
    .showHelpAfterError('(see --help)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => context.output.out(text), writeErr: (text) => context.output.err(text) })
    .option('--config <file>', 'configuration file (default: plumbline.yaml in the current folder)');
  const registers = [
    registerUp,
    registerDemo,
    registerRun,
    registerPush,
    registerNight,
    registerRuns,
    registerLogs,
    registerTelemetry,
    registerStatus,
    registerHealth,
    registerHosts,
    registerIncidents,
    registerCompare,
    registerReproduce,
    registerBisect,
    registerSearches,
    registerJudge,
    registerParse,
    registerWorker,
    registerCatalog,
    registerImages,
    registerPin,
    registerChannels,
    registerProbe,
    registerSimulate,
    registerToken,
    registerStore,
    registerDoctor,
  ];
  for (const register of registers) register(program, act);
  for (const command of everyCommand(program)) {
    if (command !== program && command.commands.length === 0) command.option('--json', 'answer as JSON');
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => context.output.out(text), writeErr: (text) => context.output.err(text) });
  }
  program.addHelpText('after', '\nExit codes: 0 ok, 1 finding, 2 usage, 3 infrastructure, 4 internal error.');
  return program;
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function wantsJson(command: Command): boolean {
  return command.opts().json === true;
}

function fail(error: unknown, context: CliContext, json: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (!(error instanceof PlumblineError)) {
    context.output.err(`${describeError(error)}\n${error instanceof Error ? (error.stack ?? '') : ''}\n`);
    return EXIT.internal;
  }
  if (json) {
    const place = error.place ? formatPlace(error.place) : undefined;
    context.output.err(
      `${JSON.stringify({ error: { code: error.code, message: error.message, place, advice: error.kind.advice, retryable: error.retryable } })}\n`,
    );
  } else context.output.err(`${describeError(error)}\n`);
  return error.kind.exit;
}
