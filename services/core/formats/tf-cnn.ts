import type { LineReader, LineReading, LogEntry } from './entry.ts';
import { matched, NUMBER } from './number.ts';

/** Most lines of the block of settings at the start; it has at most 20 in the source. */
const SETTINGS_LINES_MAX = 40;
const STEP = new RegExp(
  `(?<!\\d)(\\d{1,15})\\s{1,8}images/sec: (${NUMBER})(?: \\+/- (${NUMBER}) \\(jitter = (${NUMBER})\\))?\\s{1,8}(${NUMBER})(?:\\s{1,8}(${NUMBER})\\s{1,8}(${NUMBER}))?\\s*$`,
);
const TOTAL = new RegExp(`total images/sec: (${NUMBER})\\s*$`);
const ACCURACY = new RegExp(`Accuracy @ 1 = (${NUMBER}) Accuracy @ 5 = (${NUMBER}) \\[(\\d{1,15}) examples\\]`);
const EXAMPLES = new RegExp(`(?<!\\d)(\\d{1,15})\\s{1,8}(${NUMBER}) examples/sec\\s*$`);
const HEADER = /Step\s{1,8}Img\/sec\s{1,8}(\w[\w ]{0,60}?)(?:\s{1,8}top_1_accuracy\s{1,8}top_5_accuracy)?\s*$/;
const EVALUATION = /evaluation at global_step (\d{1,15})/;
const END =
  /(?:Done with training|Stopping, as (?:eval accuracy at least \S{1,40} was|the model indicates its custom goal was) reached)\s*$/;
const SETTINGS = /^(?:.{0,60}?[\s>\]])?Model: {2,}(\S.{0,200})$/;
const SETTING = /([A-Za-z][A-Za-z ]{1,30}): {1,}(\S.{0,200})$/;
const PER_DEVICE = /(\d{1,15}) per device\s*$/;

export const TF_CNN_TOKENS: readonly string[] = [
  'images/sec: ',
  'examples/sec',
  'Img/sec',
  'Accuracy @ 1 = ',
  'evaluation at global_step',
  'Done with training',
  'Stopping, as ',
  'Model:  ',
];

/**
 * Reads the output of tf_cnn_benchmarks (tensorflow/benchmarks, scripts/tf_cnn_benchmarks/benchmark_cnn.py): step lines
 * with and without accuracies, totals, evaluations and the settings at the start. When it trains and evaluates it prints
 * no total, so `Done with training` is a good end as well.
 */
export function createTfCnnReader(): LineReader {
  let loss = 'total_loss';
  let evaluated: number | undefined;
  /** Lines left of the block of settings; 0: outside of it. */
  let settingsLeft = 0;

  function settings(text: string): LineReading {
    settingsLeft -= 1;
    if (text.includes('==========')) settingsLeft = 0;
    const perDevice = PER_DEVICE.exec(text);
    if (perDevice) return setting('Batch size per device', perDevice[1] as string);
    const match = SETTING.exec(text);
    return match ? setting(match[1] as string, match[2] as string) : null;
  }

  function read(text: string): LineReading {
    if (settingsLeft > 0) return settings(text);
    if (text.includes('images/sec: ')) return step(text, loss);
    const match = (pattern: RegExp) => pattern.exec(text)?.slice(1) as string[] | undefined;
    const accuracy = match(ACCURACY);
    if (accuracy) return entries(['eval_top_1_accuracy', 'eval_top_5_accuracy', 'eval_examples'], accuracy, evaluated);
    const examples = match(EXAMPLES);
    if (examples) return entries(['eval_examples_per_sec'], examples.slice(1), Number(examples[0]), 'examples/s');
    const header = match(HEADER);
    if (header) loss = (header[0] as string).trim();
    const evaluation = match(EVALUATION);
    if (evaluation) evaluated = Number(evaluation[0]);
    const model = match(SETTINGS);
    if (model) settingsLeft = SETTINGS_LINES_MAX;
    if (model) return setting('Model', model[0] as string);
    return END.test(text) ? { kind: 'entries', entries: [], end: 'success' } : null;
  }

  return {
    read,
    get within() {
      return settingsLeft > 0;
    },
  };
}

function step(text: string, loss: string): LineReading {
  const total = TOTAL.exec(text);
  if (total) return { ...entries(['total_images_per_sec'], total.slice(1), undefined, 'images/s'), end: 'success' };
  const match = STEP.exec(text);
  if (!match)
    return /\d\s{1,8}images\/sec: /.test(text) ? { kind: 'problem', message: 'a broken images/sec line' } : null;
  const [, number, mean, spread, jitter, lossValue, top1, top5] = match;
  const at = Number(number);
  const speeds = entries(
    ['images_per_sec', 'images_per_sec_uncertainty', 'images_per_sec_jitter'],
    [mean, spread, jitter],
    at,
    'images/s',
  );
  const values = entries([loss, 'top_1_accuracy', 'top_5_accuracy'], [lossValue, top1, top5], at);
  return { kind: 'entries', entries: [...speeds.entries, ...values.entries] };
}

function entries(keys: readonly string[], texts: readonly (string | undefined)[], step?: number, unit?: string) {
  const found = keys.flatMap((key, i): LogEntry[] => {
    const text = texts[i];
    if (text === undefined) return [];
    return [
      { key, value: matched(text), ...(step === undefined ? {} : { step }), ...(unit === undefined ? {} : { unit }) },
    ];
  });
  return { kind: 'entries' as const, entries: found };
}

function setting(name: string, value: string): LineReading {
  return { kind: 'entries', entries: [], settings: [[name, value.trim()]] };
}
