import { readNumber, share, told } from './csv.ts';
import type { DeviceReading, LineReader, WatchedDevice } from './reading.ts';

const MIB = 1_048_576;

/** Text of one answer that is held, in characters. */
const ANSWER_MAX = 1_048_576;

/** `rocm-smi --json`: one object, on one line or many, a member a card; the spelling of keys varies by version. */
export function rocmReader(devices: readonly WatchedDevice[]): LineReader {
  let answer = '';
  return (line) => {
    answer = line.startsWith('{') ? line : `${answer}${line}`.slice(0, ANSWER_MAX);
    const cards = line.endsWith('}') ? parse(answer) : {};
    return devices.flatMap(({ index, uuid: device }): DeviceReading[] => {
      const card = cards[`card${index}`];
      if (card === undefined) return [];
      const entries = Object.entries(card);
      const cell = (pattern: RegExp): number | null =>
        readNumber(
          String(entries.find(([name, value]) => pattern.test(name) && readNumber(String(value)) !== null)?.[1] ?? ''),
        );
      const bytes = cell(/^VRAM Total Used Memory \(B\)$/i);
      return [
        {
          device,
          figures: told({
            clockMHz: cell(/^sclk clock speed/i),
            memoryClockMHz: cell(/^mclk clock speed/i),
            temperature: cell(/^Temperature \(Sensor junction\)/i) ?? cell(/^Temperature \(Sensor edge\)/i),
            utilisation: share(cell(/^GPU use \(%\)$/i)),
            memoryMiB: bytes === null ? null : bytes / MIB,
            power: cell(/^(?:Average|Current Socket) Graphics Package Power/i),
          }),
        },
      ];
    });
  };
}

function parse(answer: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  try {
    return JSON.parse(answer) as ReturnType<typeof parse>;
  } catch {
    return {};
  }
}
