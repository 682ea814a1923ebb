import type { DemoOptions, ProgressFactory } from '../../cli/context.ts';
import type { Output } from '../../cli/output.ts';
import { ended } from '../../cli/verbs/up.ts';
import type { Config } from '../../core/model/config.ts';
import { runDemo } from './story.ts';

/** The verb `demo`: tells the story, then keeps the API and the page running unless told to exit. */
export async function demo(
  config: Config,
  options: DemoOptions,
  progress: ProgressFactory,
  output: Output,
  signal: AbortSignal,
): Promise<{ readonly data: unknown; readonly text: string; readonly finding: boolean }> {
  const story = await runDemo(config, options, progress, output, signal);
  if (!options.exit) {
    output.out(story.text);
    output.err('The API and the page keep running. Stop with Ctrl-C.\n');
    await ended(signal);
  }
  await story.stop();
  return {
    data: { status: story.status, incident: story.incident },
    text: options.exit ? story.text : 'Stopped.\n',
    finding: story.incident.incident.state !== 'attributed',
  };
}
