import type { Random } from './random.ts';

/** What a benchmark without any change gives, in units of its own deviation σ. */
export interface NoiseSource {
  /** Value of the next night, and the host it ran on. */
  night(): { readonly value: number; readonly host: string };
  /** A fresh run on the same night and host. */
  run(): number;
}

export interface NoiseModel {
  readonly title: string;
  /** Whether the metric feels the host: confirmed by interleaved pairs, judged with an offset a host. */
  readonly feelsHost: boolean;
  readonly start: (random: Random) => NoiseSource;
}

/** Share of nights that are spikes, and their size in σ. */
const SPIKE_SHARE = 0.02;
const SPIKE = 8;
/** Lag-1 correlation of wandering noise, and of the effect of a night; share of the variance that is the night's. */
const WANDER_RHO = 0.3;
const NIGHT_RHO = 0.6;
const NIGHT_SHARE = 0.5;
/** Levels of the hosts, in σ, and the chance that the next night runs on another one. */
const TWO_HOSTS: readonly number[] = [-0.8, 0.8];
const FAR_HOSTS: readonly number[] = [0, 2.5, 5];
const SWITCH = 0.5;
/** Night on which the last of the far hosts is new. */
const JOINS_AT = 65;
/** Nights that a correlated source runs before the first one that counts. */
const SETTLE_NIGHTS = 100;
const HOST = 'host-0';

/** Noise models by name. All have variance 1 apart from spikes and hosts, which come on top of normal noise. */
export const NOISES: Readonly<Record<string, NoiseModel>> = {
  normal: { title: 'normal', feelsHost: false, start: ({ normal }) => independent(normal) },
  heavy: {
    title: 'heavy tails (t₃)',
    feelsHost: false,
    start: ({ normal }) => independent(() => normal() / Math.hypot(normal(), normal(), normal())),
  },
  spikes: {
    title: '2 % spikes of 8 σ',
    feelsHost: false,
    start: ({ normal, uniform }) =>
      independent(() => normal() + (uniform() < SPIKE_SHARE ? (uniform() < 0.5 ? SPIKE : -SPIKE) : 0)),
  },
  wander: { title: 'correlated nights (lag-1 0.3)', feelsHost: true, start: wandering },
  nights: { title: 'half the variance a night’s, lag-1 0.6', feelsHost: true, start: ofNights },
  hosts: { title: 'two hosts ±0.8 σ', feelsHost: true, start: (random) => onHosts(random, TWO_HOSTS, 0) },
  'far-hosts': {
    title: 'hosts up to 5 σ apart, one of them new',
    feelsHost: true,
    start: (random) => onHosts(random, FAR_HOSTS, JOINS_AT),
  },
};

function independent(draw: () => number): NoiseSource {
  return { night: () => ({ value: draw(), host: HOST }), run: draw };
}

function wandering({ normal }: Random): NoiseSource {
  const fresh = Math.sqrt(1 - WANDER_RHO ** 2);
  let before = normal();
  let now = before;
  return {
    night() {
      before = now;
      now = WANDER_RHO * before + fresh * normal();
      return { value: now, host: HOST };
    },
    run: () => WANDER_RHO * before + fresh * normal(),
  };
}

function ofNights({ normal }: Random): NoiseSource {
  const own = Math.sqrt(1 - NIGHT_SHARE);
  const fresh = Math.sqrt(NIGHT_SHARE * (1 - NIGHT_RHO ** 2));
  let effect = Math.sqrt(NIGHT_SHARE) * normal();
  const next = (): void => {
    effect = NIGHT_RHO * effect + fresh * normal();
  };
  for (let i = 0; i < SETTLE_NIGHTS; i += 1) next();
  const run = (): number => effect + own * normal();
  return {
    night() {
      next();
      return { value: run(), host: HOST };
    },
    run,
  };
}

function onHosts({ normal, uniform }: Random, levels: readonly number[], joinsAt: number): NoiseSource {
  let [host, nights] = [0, 0];
  const run = (): number => (levels[host] as number) + normal();
  return {
    night() {
      const count = nights < joinsAt ? levels.length - 1 : levels.length;
      nights += 1;
      if (uniform() < SWITCH) host = (host + 1 + Math.floor((count - 1) * uniform())) % count;
      return { value: run(), host: `host-${host}` };
    },
    run,
  };
}
