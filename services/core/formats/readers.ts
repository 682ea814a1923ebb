import type { LogFormat } from '../model/metric.ts';
import type { LineReader, LineReading } from './entry.ts';
import { readJsonl } from './jsonl.ts';
import { readMllog } from './mllog.ts';

const stateless = (read: (text: string) => LineReading): LineReader => ({ read, within: false });
const nothing = () => stateless(() => null);

/** A reader of the lines of one log, for each format. */
export const LINE_READERS: Readonly<Record<LogFormat, () => LineReader>> = {
  jsonl: () => stateless(readJsonl),
  mllog: () => stateless(readMllog),
  perfzero: nothing,
  torchbench: nothing,
  hud: nothing,
  'tf-cnn': nothing,
  mad: nothing,
  'hf-trainer': nothing,
  keras: nothing,
};
