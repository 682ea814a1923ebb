import type { LogFormat } from '../model/metric.ts';
import { createDocumentReader, type DocumentKind } from './document.ts';
import type { LineReader, LineReading } from './entry.ts';
import { createHfTrainerReader, HF_TRAINER_TOKENS } from './hf-trainer.ts';
import { HUD } from './hud.ts';
import { readJsonl } from './jsonl.ts';
import { createKerasReader, KERAS_TOKENS } from './keras.ts';
import { MAD_TOKENS, readMad } from './mad.ts';
import { readMllog } from './mllog.ts';
import { OLD_MLPERF_TOKENS, readOldMlperf } from './mlperf-old.ts';
import { PERFZERO } from './perfzero.ts';
import { createTfCnnReader, TF_CNN_TOKENS } from './tf-cnn.ts';
import { TORCHBENCH } from './torchbench.ts';

/** How the lines of one format are found and read. */
export interface FormatReading {
  /** A reader for the lines of one log. */
  create(): LineReader;
  /** A line without any of these is none of the format's, outside of a block; a document's line is told by how it begins. */
  readonly tokens: readonly string[];
  readonly document?: DocumentKind;
}

const stateless = (read: (text: string) => LineReading) => () => ({ read, within: false });
const documents = (document: DocumentKind): FormatReading => ({
  create: () => createDocumentReader(document),
  tokens: [],
  document,
});

/**
 * Every format, the most explicit one first: a line belongs to the first that reads it, and a log is called after the
 * first that was found in it.
 */
export const LINE_READERS: Readonly<Record<LogFormat, FormatReading>> = {
  jsonl: { create: stateless(readJsonl), tokens: ['"plumbline"'] },
  mllog: {
    create: stateless((text) => readMllog(text) ?? readOldMlperf(text)),
    tokens: [':::MLLOG ', ...OLD_MLPERF_TOKENS],
  },
  perfzero: documents(PERFZERO),
  torchbench: documents(TORCHBENCH),
  hud: documents(HUD),
  'tf-cnn': { create: createTfCnnReader, tokens: TF_CNN_TOKENS },
  mad: { create: stateless(readMad), tokens: MAD_TOKENS },
  'hf-trainer': { create: createHfTrainerReader, tokens: HF_TRAINER_TOKENS },
  keras: { create: createKerasReader, tokens: KERAS_TOKENS },
};

export const LOG_FORMATS = Object.keys(LINE_READERS) as readonly LogFormat[];
