import { type Command, Option } from 'commander';
import { PlumblineError } from '../../core/errors.ts';
import type { LogMeasurement, ParsedLog } from '../../core/formats/log/parsed.ts';
import { createLogReader } from '../../core/formats/log/reader.ts';
import { LOG_FORMATS } from '../../core/formats/readers.ts';
import type { LogFormat } from '../../core/model/metric.ts';
import type { Act } from '../act.ts';
import type { CliContext } from '../context.ts';
import type { Answer } from '../output.ts';
import { createParseTable } from './parse-table.ts';

interface ParseOptions {
  format?: LogFormat;
  json?: boolean;
}

/** JSON is written in pieces of at least so many characters: each costs a call of the system. */
const PIECE_CHARACTERS = 65_536;

const HELP = `
Formats, the most explicit one first; a log may hold several, and a line belongs to the first that reads it:
  jsonl       {"plumbline":1,"key":"throughput","value":123.4} on a line of its own
  mllog       MLPerf's :::MLLOG lines, and :::MLPv0.5.0 and :::MLL before them
  perfzero    summary of PerfZero, a file or within a log
  torchbench  metrics file of TorchBench
  hud         records of PyTorch's benchmark database, a list or one a line
  tf-cnn      tf_cnn_benchmarks: images/sec lines, totals, evaluations, settings
  mad         ROCm MAD: performance: 14164 samples_per_second
  hf-trainer  Trainer of Hugging Face: {'loss': 0.5, 'epoch': 1.0}, ***** train metrics *****
  keras       the last progress line of each epoch
Exit code 1: the log says that its run was aborted or failed, or something in it could not be read. 2: no format was found.
Examples:
  plumbline parse train.log
  kubectl logs job/train | plumbline parse - --json | jq .measurements`;

export function registerParse(program: Command, act: Act): void {
  program
    .command('parse')
    .description('measurements in the log or result file of any supported system: no service is needed')
    .argument('[log]', 'a log or a result file; standard input for - or none')
    .addOption(
      new Option('--format <format>', 'read this format alone, instead of what is found').choices([...LOG_FORMATS]),
    )
    .addHelpText('after', HELP)
    .action((file: string | undefined, options: ParseOptions, command: Command) =>
      act(command, async (context) => (options.json ? streamed : tabled)(file ?? '-', options.format ?? null, context)),
    );
}

async function tabled(file: string, format: LogFormat | null, context: CliContext): Promise<Answer> {
  const shown = createParseTable();
  const reader = createLogReader(format, { take: shown.add });
  for await (const bytes of input(file, context)) reader.push(bytes);
  const log = known(reader.end(), file);
  return { data: null, text: shown.text(log), finding: isFinding(log) };
}

/** One JSON document, written while the log is read: memory stays flat however many measurements there are. */
function streamed(file: string, format: LogFormat | null, context: CliContext): Answer {
  let finding = false;
  async function* pieces(): AsyncGenerator<string> {
    let read: LogMeasurement[] = [];
    let text = '{"measurements":[';
    let comma = '';
    const reader = createLogReader(format, { take: (measurement) => read.push(measurement) });
    const write = (): void => {
      for (const measurement of read) {
        text += `${comma}\n${JSON.stringify(measurement)}`;
        comma = ',';
      }
      read = [];
    };
    for await (const bytes of input(file, context)) {
      reader.push(bytes);
      write();
      if (text.length < PIECE_CHARACTERS) continue;
      yield text;
      text = '';
    }
    const log = known(reader.end(), file);
    write();
    finding = isFinding(log);
    const { measurements: _, ...rest } = log;
    yield `${text}\n],${JSON.stringify(rest).slice(1)}\n`;
  }
  return {
    data: null,
    text: '',
    json: pieces(),
    get finding() {
      return finding;
    },
  };
}

function input(file: string, { operations, output }: CliContext): AsyncIterable<Uint8Array> {
  if (file === '-' && output.terminal) output.err('Reading standard input; end it with Ctrl-D.\n');
  return operations.readInput(file === '-' ? null : file);
}

function known(log: ParsedLog, file: string): ParsedLog {
  if (log.format !== null) return log;
  throw new PlumblineError('FORMAT_UNKNOWN', 'no line of any format that is known', {
    place: { file: file === '-' ? 'standard input' : file },
  });
}

function isFinding({ status, problems }: ParsedLog): boolean {
  return status === 'aborted' || status === 'failed' || problems.length > 0;
}
