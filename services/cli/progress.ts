import { SingleBar } from 'cli-progress';
import type { Output } from './output.ts';

/** Progress of one long piece of work. */
export interface Progress {
  /** @param done between 0 and `total`; @param note what is being done now. */
  step(done: number, total: number, note: string): void;
  /** A line that stays: a finished part, a finding. */
  line(text: string): void;
  end(): void;
}

/** What is being done now is cut to this many characters: a line of progress must fit a line of the terminal. */
const NOTE_CHARACTERS_MAX = 64;

function shortened(note: string): string {
  const line = note.replace(/\s+/g, ' ');
  return line.length > NOTE_CHARACTERS_MAX ? `${line.slice(0, NOTE_CHARACTERS_MAX - 1)}…` : line;
}

/** A bar on a terminal, one plain line per step elsewhere (a log file must not fill with carriage returns). */
export function createProgress(output: Output, title: string): Progress {
  return output.terminal ? barProgress(output, title) : lineProgress(output, title);
}

function barProgress(output: Output, title: string): Progress {
  let bar: SingleBar | null = null;
  const close = () => {
    bar?.stop();
    bar = null;
  };
  return {
    step: (done, total, note) => {
      if (bar === null) {
        bar = new SingleBar({
          format: `${title} [{bar}] {value}/{total} {duration_formatted} {note}`,
          clearOnComplete: true,
          hideCursor: true,
          stream: process.stderr,
          barsize: 24,
        });
        bar.start(total, done, { note: shortened(note) });
      }
      bar.setTotal(total);
      bar.update(done, { note: shortened(note) });
    },
    line: (text) => {
      close();
      output.err(`${text}\n`);
    },
    end: close,
  };
}

function lineProgress(output: Output, title: string): Progress {
  let last = '';
  return {
    step: (done, total, note) => {
      const line = `${title} ${done}/${total} ${shortened(note)}`;
      if (line !== last) output.err(`${line}\n`);
      last = line;
    },
    line: (text) => output.err(`${text}\n`),
    end: () => {},
  };
}
