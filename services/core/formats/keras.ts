import { withoutAnsi } from './ansi.ts';
import type { LineReader, LineReading, LogEntry } from './entry.ts';
import { matched, NUMBER } from './number.ts';

const EPOCH = /(?:^|[\s>:|])Epoch (\d{1,9})\/(\d{1,9})\s*$/;
/** `16/16 ━━━ 2s 34ms/step - …`, Keras 2: `16/16 [====] - 2s 34ms/step - …`, `verbose=2`: `16/16 - 2s - 34ms/step - …`. */
const PROGRESS = /(?:^|[\s>:|])(\d{1,12})\/(\d{1,12}) (?:━{1,500} |\[[=>.]{1,500}\] )?(?:- )?(\d{1,9})s(?= |$)/;
/** Keras before 2.4 with `verbose=2`: ` - 2s - loss: …`. */
const BARE = /^ - (\d{1,9})s(?= )/;
const TIME = /^(\d{1,12}(?:\.\d{0,6})?)(us|ms|s)\/(step|sample)$/;
const VALUE = new RegExp(`^([^:]{1,200}): (${NUMBER})$`);
const A_SECOND = { us: 1e6, ms: 1e3, s: 1 } as const;
const BACKSPACE = '\b';

export const KERAS_TOKENS: readonly string[] = ['loss: ', 's/step', 'Epoch '];

/**
 * Reads the progress of Keras (keras-team/keras, keras/src/utils/progbar.py): the last line of each epoch, with the epoch
 * as its step. A line that is about to be drawn over ends in backspaces and holds a running mean: it is left out. After
 * an epoch's last line the next one is an evaluation's, and its values are called `evaluate_…`.
 */
export function createKerasReader(): LineReader {
  let epoch: { readonly number: number; readonly last: boolean } | null = null;

  function read(text: string): LineReading {
    if (text.endsWith(BACKSPACE)) return null;
    const plain = withoutAnsi(text.slice(text.lastIndexOf(BACKSPACE) + 1)).trimEnd();
    const begins = EPOCH.exec(plain);
    if (begins) epoch = { number: Number(begins[1]), last: begins[1] === begins[2] };
    if (begins) return null;
    const line = PROGRESS.exec(plain);
    if (line && line[1] === line[2]) return finish(line[3] as string, plain.slice(line.index + line[0].length));
    const bare = epoch ? BARE.exec(plain) : null;
    return bare ? finish(bare[1] as string, plain.slice(bare[0].length)) : null;
  }

  function finish(seconds: string, rest: string): LineReading {
    const { values, times } = partsOf(rest);
    if (values.length === 0 && epoch === null) return null;
    const all: LogEntry[] = [
      ...values,
      ...times,
      { key: epoch ? 'epoch_seconds' : 'seconds', value: Number(seconds), unit: 's' },
    ];
    const step = epoch?.number;
    const end = epoch?.last ? ({ end: 'success' } as const) : {};
    epoch = null;
    return {
      kind: 'entries',
      entries: all.map((entry) =>
        step === undefined ? { ...entry, key: `evaluate_${entry.key}` } : { ...entry, step },
      ),
      ...end,
    };
  }

  return { read, within: false };
}

function partsOf(rest: string): { readonly values: LogEntry[]; readonly times: LogEntry[] } {
  const values: LogEntry[] = [];
  const times: LogEntry[] = [];
  for (const part of rest.split(' - ').map((part) => part.trim())) {
    const time = TIME.exec(part);
    if (time) {
      const value = Number(time[1]) / A_SECOND[time[2] as keyof typeof A_SECOND];
      times.push({ key: `${time[3]}_seconds`, value, unit: 's' });
      continue;
    }
    const value = VALUE.exec(part);
    if (value) values.push({ key: (value[1] as string).trim(), value: matched(value[2] as string) });
  }
  return { values, times };
}
