import { CHECKPOINTS, rateOf } from '../../services/core/simulate/figures.ts';
import { randomStream } from '../../services/core/simulate/random.ts';
import type { Row } from '../rows.ts';
import { HISTORY, modelOf, moved, NIGHTS, SEEDS, STABLE_SERIES, stable } from './made.ts';
import { PEER_RULES, type PeerRule } from './peer-rules.ts';

/** Noise that all rules meet, the level, and σ as a share of it. */
const KINDS: readonly string[] = ['normal', 'heavy', 'spikes', 'wander', 'hosts'];
const LEVEL = 100;
const SIGMA = 0.01;
const SHIFTS: readonly number[] = [1, 2, 3];
/** The share that stands in the row; the others are in its note. */
const ROW_NIGHTS = 7;
/** Series a seed that move; of stable ones as many as ours. */
const MOVED_SERIES = 200;

/**
 * Rules of other systems on the same made noise beside ours. Not a like-for-like race: they get no re-runs, ours buys
 * them; and they are made for other data (many pushes a day, changes of several per cent).
 */
export function benchPeers(): Row[] {
  return [ours(), ...PEER_RULES.map(theirs)].flatMap(({ title, rates, found }): Row[] => [
    {
      name: `${title}: false alarms, normal noise`,
      ...{ value: rates[0] as number, unit: '/ 1,000' },
      note: KINDS.slice(1)
        .map((noise, i) => `${modelOf(noise).title} ${(rates[i + 1] as number).toFixed(2)}`)
        .join(' · '),
    },
    ...SHIFTS.map((shift, i): Row => {
      const shares = found[i] as readonly number[];
      return {
        name: `${title}: ${shift} σ found within ${ROW_NIGHTS} nights`,
        ...{ value: shares[ROW_NIGHTS - 1] as number, unit: '' },
        note: CHECKPOINTS.map((night) => `${night}: ${(shares[night - 1] as number).toFixed(2)}`).join(' · '),
      };
    }),
  ]);
}

interface Compared {
  readonly title: string;
  readonly rates: readonly number[];
  readonly found: readonly (readonly number[])[];
}

function ours(): Compared {
  return {
    title: 'Plumbline, with re-runs',
    rates: KINDS.map((noise) => stable(noise, HISTORY).alarms.perThousand),
    found: SHIFTS.map((shift) => moved('normal', { shift }).found),
  };
}

function theirs(rule: PeerRule): Compared {
  return {
    title: rule.title,
    rates: KINDS.map((noise) => {
      const alarms = watched(rule, noise, 0, STABLE_SERIES);
      const nights = alarms.reduce<number>((sum, alarm) => sum + (alarm === null ? NIGHTS : alarm + 1), 0);
      return rateOf(alarms.filter((alarm) => alarm !== null).length, nights).perThousand;
    }),
    found: SHIFTS.map((shift) => {
      const alarms = watched(rule, 'normal', shift, MOVED_SERIES);
      return Array.from(
        { length: NIGHTS },
        (_, night) => alarms.filter((alarm) => alarm !== null && alarm <= night).length / alarms.length,
      );
    }),
  };
}

/** Night of the first alarm of each series. */
function watched(rule: PeerRule, noise: string, shift: number, series: number): (number | null)[] {
  return SEEDS.flatMap((seed) =>
    Array.from({ length: series }, (_, i) => {
      const source = modelOf(noise).start(randomStream(seed, i));
      const values = Array.from({ length: HISTORY }, () => LEVEL * (1 + SIGMA * source.night().value));
      for (let night = 0; night < NIGHTS; night += 1) {
        values.push(LEVEL * (1 + SIGMA * (source.night().value + shift)));
        if (rule.alarms(values)) return night;
      }
      return null;
    }),
  );
}
