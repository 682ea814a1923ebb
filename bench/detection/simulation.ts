import { likelyDates } from '../../services/core/judge/suspicion/dates.ts';
import { seriesHistory } from '../../services/core/judge/suspicion/series-history.ts';
import { FLEET_REPEATS, fleetSeed } from '../../services/core/simulate/detection.ts';
import { type FleetFigures, fleetFigures, type Rate } from '../../services/core/simulate/figures.ts';
import { watchFleet } from '../../services/core/simulate/fleet.ts';
import { randomStream } from '../../services/core/simulate/random.ts';
import { against, type Goal, type Row } from '../rows.ts';
import { HISTORY, MAX_PAIRS, modelOf, moved, NIGHTS, SEEDS, stable } from './made.ts';

/** Goals for false alarms per 1,000 stable series-nights with 60 nights of history, by noise; then with 20 nights. */
const FALSE_ALARMS: Readonly<Record<string, Goal>> = {
  normal: { sign: '≤', pass: 0.2, stretch: 0.1 },
  hosts: { sign: '≤', pass: 0.2, stretch: 0.1 },
  heavy: { sign: '≤', pass: 0.7, stretch: 0.3 },
  spikes: { sign: '≤', pass: 0.7, stretch: 0.3 },
  nights: { sign: '≤', pass: 0.3, stretch: 0.1 },
  'far-hosts': { sign: '≤', pass: 0.2, stretch: 0.1 },
  wander: { sign: '≤', pass: 0.3, stretch: 0.1 },
};
const SHORT_HISTORY = 20;
const FALSE_ALARMS_SHORT: Goal = { sign: '≤', pass: 0.6, stretch: 0.3 };

/** Shift in σ; goals for the share found within so many nights. */
const POWER: readonly (readonly [number, readonly (readonly [number, number, number])[]])[] = [
  [
    3,
    [
      [1, 0.5, 0.7],
      [3, 0.95, 0.99],
    ],
  ],
  [
    2,
    [
      [3, 0.7, 0.83],
      [7, 0.95, 0.99],
    ],
  ],
  [
    1.5,
    [
      [7, 0.75, 0.87],
      [14, 0.93, 0.98],
    ],
  ],
  [
    1,
    [
      [14, 0.45, 0.62],
      [30, 0.55, 0.76],
    ],
  ],
];
const DRIFT = 0.1;
const FLEET = { series: 200, moving: 4, shift: 2 } as const;
/** Change dates: so many nights after the shift, and series a seed. */
const DATED_NIGHTS = 7;
const DATED_SERIES = 400;
const FLOOR = 1e-9;

/** Every row of the acceptance table that is simulated; see docs/detection.md. */
export function benchSimulation(): Row[] {
  return [...falseAlarms(), ...power(), ...cost(), ...fleet(), ...dates()];
}

function falseAlarms(): Row[] {
  const row = (noise: string, history: number, goal: Goal): Row => {
    const { alarms } = stable(noise, history);
    const name = `false alarms: ${modelOf(noise).title}, history ${history}`;
    return { name, unit: '/ 1,000', ...against(alarms.perThousand, goal), note: interval(alarms) };
  };
  return [
    ...Object.entries(FALSE_ALARMS).map(([noise, goal]) => row(noise, HISTORY, goal)),
    ...Object.keys(FALSE_ALARMS).map((noise) => row(noise, SHORT_HISTORY, FALSE_ALARMS_SHORT)),
  ];
}

function power(): Row[] {
  const rows: Row[] = [];
  const spent = new Map<number, number | null>();
  for (const [shift, goals] of POWER) {
    const { found, series, rerunsPerAlarm } = moved('normal', { shift });
    spent.set(shift, rerunsPerAlarm);
    for (const [nights, pass, stretch] of goals) {
      const share = found[nights - 1] as number;
      const name = `${shift} σ found within ${nights} night${nights === 1 ? '' : 's'}`;
      const error = (100 * Math.sqrt((share * (1 - share)) / series)).toFixed(1);
      rows.push({
        name,
        unit: '',
        ...against(share, { sign: '≥', pass, stretch }),
        note: `± ${error} points, ${series} series`,
      });
    }
  }
  const { medianNight, rerunsPerAlarm } = moved('normal', { drift: DRIFT });
  rows.push({
    name: `drift of ${DRIFT} σ a night: median night`,
    ...{ unit: 'nights', ...against(medianNight ?? Number.POSITIVE_INFINITY, { sign: '≤', pass: 18, stretch: 15 }) },
    note: `${rerunsPerAlarm?.toFixed(1)} re-runs an alarm`,
  });
  for (const shift of [3, 2]) {
    const goal: Goal = { sign: '≤', pass: 10, stretch: 6.5 };
    const value = spent.get(shift) ?? Number.POSITIVE_INFINITY;
    rows.push({
      name: `re-runs a true alarm, ${shift} σ, until it is known to be real`,
      unit: 'runs',
      ...against(value, goal),
    });
  }
  return rows;
}

function cost(): Row[] {
  const [first, ...others] = Object.keys(FALSE_ALARMS).map((noise) => ({
    title: modelOf(noise).title,
    runs: stable(noise, HISTORY).rerunsPerThousand,
  }));
  const { title, runs } = first as { title: string; runs: number };
  const note = others.map((other) => `${other.title} ${other.runs.toFixed(0)}`).join(' · ');
  const goal: Goal = { sign: '≤', pass: 100, stretch: 45 };
  return [{ name: `re-runs a 1,000 stable series-nights, ${title}`, unit: 'runs', ...against(runs, goal), note }];
}

function fleet(): Row[] {
  const settings = { ...FLEET, noise: modelOf('normal'), history: HISTORY, nights: NIGHTS, maxPairs: MAX_PAIRS };
  const figures: FleetFigures = fleetFigures(
    SEEDS.flatMap((seed) =>
      Array.from({ length: FLEET_REPEATS }, (_, repeat) => watchFleet({ ...settings, seed: fleetSeed(seed, repeat) })),
    ),
  );
  const { falseDiscoveries, found, wrong, repeats } = figures;
  const name = `fleet ${FLEET.series} × ${NIGHTS}, ${FLEET.moving} shifts of ${FLEET.shift} σ`;
  return [
    {
      name: `${name}: false discoveries`,
      ...{ unit: '', ...against(falseDiscoveries, { sign: '≤', pass: 0.1, stretch: 0.05 }) },
      note: `${repeats} fleets, ${wrong.toFixed(2)} wrong each`,
    },
    { name: `${name}: found`, unit: `of ${FLEET.moving}`, ...against(found, { sign: '≥', pass: 3.9 }) },
  ];
}

function dates(): Row[] {
  return [3, 2].flatMap((shift) => {
    const sets = SEEDS.flatMap((seed) => Array.from({ length: DATED_SERIES }, (_, i) => datesOf(shift, seed, i)));
    const covered = sets.filter((set) => set.includes(DATED_NIGHTS)).length / sets.length;
    const sizes = sets.map((set) => set.length).sort((a, b) => a - b);
    const name = `date of ${shift} σ after ${DATED_NIGHTS} nights: 90 % set`;
    return [
      {
        name: `${name} holds it`,
        unit: '',
        ...against(covered, { sign: '≥', pass: 0.9 }),
        note: `${sets.length} series`,
      },
      {
        name: `${name}, median size`,
        unit: 'nights',
        ...against(sizes[sizes.length >> 1] as number, { sign: '≤', pass: shift === 3 ? 2 : 4 }),
      },
    ];
  });
}

function datesOf(shift: number, seed: number, index: number): readonly number[] {
  const source = modelOf('normal').start(randomStream(seed, index));
  const nights = Array.from({ length: HISTORY + DATED_NIGHTS }, (_, i) => {
    const { value, host } = source.night();
    return i < HISTORY ? { value, host, accepted: true } : { value: value + shift, host, accepted: false };
  });
  return likelyDates(seriesHistory(nights, false), FLOOR);
}

function interval({ count, of, low, high }: Rate): string {
  return `95 % ${low.toFixed(3)} to ${high.toFixed(3)}; ${count} in ${of}`;
}
