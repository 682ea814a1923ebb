import { hostname } from 'node:os';
import type { Operations } from '../cli/context.ts';
import type { LoadedConfig } from '../config.ts';
import type { Config } from '../core/model/config.ts';
import { systemClock } from './clock.ts';
import { pinFile } from './folders.ts';

/**
 * The verbs' operations over the real adapters. Each loads what it needs when it is asked: `plumbline judge` must not
 * wait for a database it never opens, and the configuration is read when the first operation needs it.
 */
export function createOperations(load: () => LoadedConfig): Operations {
  const config = (): Config => load().config;
  return {
    connect: async (options) => (await import('./connect.ts')).connect(config(), options),
    up: async (options) => (await import('./run-service.ts')).up(config(), options),
    worker: async (options, signal) => (await import('./run-service.ts')).worker(config(), options, signal),
    demo: async (options, progress, output, signal) =>
      (await import('./demo/run.ts')).demo(config(), options, progress, output, signal),
    checkCatalog: async () => (await import('./checks.ts')).catalogLines(config().catalog),
    checkPins: async () => (await import('./checks.ts')).pinLines(config().catalog, pinFile(config())),
    buildImages: async (options, progress, signal) =>
      (await import('./images.ts')).buildImages(config(), options, progress, signal),
    pin: async (options, progress) =>
      (await import('./images.ts')).resolveChannels(config(), options.benchmarks, progress),
    probe: async () => {
      const { probeHost } = await import('../../workers/environment/probe-host.ts');
      return probeHost({ host: hostname(), clock: systemClock });
    },
    doctor: async () => {
      const { inspectDependencies } = await import('../registry/doctor.ts');
      const { origins, file, config: effective } = load();
      return { dependencies: await inspectDependencies({ state: effective.state }), configuration: origins, file };
    },
    migrate: async () => (await import('./store.ts')).migrate(config()),
    backup: async (file) => (await import('./store.ts')).backup(config(), file),
    restore: async (file) => (await import('./store.ts')).restore(config(), file),
  };
}
