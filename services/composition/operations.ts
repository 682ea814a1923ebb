import type { Operations } from '../cli/context.ts';
import type { LoadedConfig } from '../config.ts';
import type { Config } from '../core/model/config.ts';
import { systemClock } from './clock.ts';
import { pinFile } from './folders.ts';
import { readInput } from './input.ts';
import { writeOutput } from './output.ts';

/**
 * The verbs' operations over the real adapters. Each loads what it needs when it is asked: `plumbline judge` must not
 * wait for a database it never opens, and the configuration is read when the first operation needs it.
 */
export function createOperations(load: () => Promise<LoadedConfig>): Operations {
  const config = async (): Promise<Config> => (await load()).config;
  return {
    connect: async (options) => (await import('./connect.ts')).connect(await config(), options),
    up: async (options) => (await import('./run-service.ts')).up(await config(), options),
    worker: async (options, signal) => (await import('./run-service.ts')).worker(await config(), options, signal),
    demo: async (options, progress, output, signal) =>
      (await import('./demo/run.ts')).demo(await config(), options, progress, output, signal),
    checkCatalog: async () => (await import('./checks.ts')).catalogLines((await config()).catalog),
    checkPins: async () => {
      const effective = await config();
      const lines = await (await import('./checks.ts')).pinLines(effective.catalog, pinFile(effective));
      return [...lines, ...(await (await import('./drift-lines.ts')).driftLines(effective))];
    },
    buildImages: async (options, progress, signal) =>
      (await import('./images.ts')).buildImages(await config(), options, progress, signal),
    listImages: async () => (await import('./kept-images.ts')).listImages(await config()),
    pruneImages: async (dryRun, signal) => (await import('./kept-images.ts')).prune(await config(), dryRun, signal),
    exportImage: async (what, file, progress, signal) =>
      (await import('./kept-images.ts')).exportNamed(await config(), what, file, progress, signal),
    pin: async (options, progress) =>
      (await import('./images.ts')).resolveChannels(await config(), options.benchmarks, progress),
    probe: async () => (await import('./probe.ts')).probe(await config()),
    doctor: async () => {
      const { inspectDependencies } = await import('../registry/doctor.ts');
      const { origins, file, config: effective } = await load();
      return { dependencies: await inspectDependencies({ state: effective.state }), configuration: origins, file };
    },
    writeRecipe: async (files, progress, signal) =>
      (await import('./reproduce.ts')).writeRecipe(await config(), files, progress, signal),
    executeRecipe: async (folder, say, signal) => (await import('./reproduce.ts')).executeRecipe(folder, say, signal),
    migrate: async () => (await import('./store.ts')).migrate(await config()),
    backup: async (file) => (await import('./store.ts')).backup(await config(), file),
    restore: async (file) => (await import('./store.ts')).restore(await config(), file),
    pushPlace: async (file) => (await import('./push.ts')).pushPlace(await config(), file, systemClock.now()),
    readInput,
    writeOutput,
  };
}
