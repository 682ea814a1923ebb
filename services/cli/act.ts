import type { Command } from 'commander';
import type { CliContext } from './context.ts';
import type { Answer } from './output.ts';

/** Runs a verb's action and prints its answer. */
export type Act = (command: Command, action: (context: CliContext) => Promise<Answer>) => Promise<void>;
