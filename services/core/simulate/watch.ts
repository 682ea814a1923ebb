import type { Pair } from '../judge/arms.ts';
import { decideAt } from '../judge/paired.ts';
import { afterDismissal } from '../judge/suspicion/dismissed.ts';
import { type HistoryNight, seriesHistory } from '../judge/suspicion/series-history.ts';
import { shiftOf } from '../judge/suspicion/suspicion.ts';
import { BASELINE_NIGHTS_MAX, CARRIED_NIGHTS_MAX, WINDOW_NIGHTS } from '../judge/thresholds.ts';
import type { Basis, Confirmation } from '../model/incident.ts';
import type { NoiseModel, NoiseSource } from './noise.ts';
import type { Random } from './random.ts';

/** Smallest effect of the made metric, so small that the evidence alone protects; smallest deviation that is believed. */
const MIN_EFFECT = 1e-6;
const FLOOR = 1e-9;
/** Nights that are kept: the longest baseline and the window behind it. */
const KEPT_NIGHTS = BASELINE_NIGHTS_MAX + WINDOW_NIGHTS;

/** A suspicion that is put to fresh runs; it may be carried over to the next nights. */
export interface Trial {
  readonly basis: Basis;
  readonly pairs: Pair[];
  /** Nights on which it was tried, and pairs (or plain re-runs) of this night. */
  nights: number;
  tonight: number;
  evidence: number;
  decision: Confirmation['decision'];
}

/**
 * One made series, watched night after night with the rules that judge real ones: `night` gives the suspicion that is to
 * be tried (null: none), `step` makes one pair or plain re-run of it, `settle` ends the night's trial.
 */
export class SeriesWatch {
  private readonly source: NoiseSource;
  private readonly metric;
  private open: Trial | null = null;
  private moved = 0;
  /** Nights as they stand, tonight last; in units of the noise's own deviation σ. */
  readonly history: HistoryNight[];

  private readonly model: NoiseModel;

  constructor(model: NoiseModel, historyNights: number, random: Random) {
    this.model = model;
    this.source = model.start(random);
    this.metric = {
      scale: 'real',
      kind: model.feelsHost ? 'speed' : 'quality',
      minEffect: MIN_EFFECT,
    } as const;
    this.history = Array.from({ length: historyNights }, () => ({ ...this.source.night(), accepted: true }));
  }

  /** Runs a night on which everything of tonight's environment is moved by `moved` σ. */
  night(moved: number): Trial | null {
    this.moved = moved;
    const { value, host } = this.source.night();
    this.history.push({ value: value + moved, host, accepted: false });
    if (this.history.length > KEPT_NIGHTS) this.history.shift();
    const found = shiftOf(seriesHistory(this.history, this.model.feelsHost), FLOOR);
    if (this.open === null && found !== null) {
      this.open = { basis: found.basis, pairs: [], nights: 0, tonight: 0, evidence: 1, decision: 'undecided' };
    }
    if (this.open === null) this.accept([]);
    else {
      this.open.nights += 1;
      this.open.tonight = 0;
    }
    return this.open;
  }

  /** One pair, or one plain re-run where the metric does not feel the host; returns the runs that it cost. */
  step(trial: Trial, needed?: number): number {
    const bad = this.source.run() + this.moved;
    trial.pairs.push({ good: this.model.feelsHost ? this.goodRun() : undefined, bad });
    trial.tonight += 1;
    Object.assign(trial, decideAt(trial.pairs, this.metric, trial.basis, needed));
    return this.model.feelsHost ? 2 : 1;
  }

  /** A fresh run of the environment before, on tonight's host. */
  goodRun(): number {
    return this.source.run();
  }

  /** Ends tonight's trial: an undecided one is carried on for some nights, then it counts as not shown. */
  settle(trial: Trial): void {
    if (trial.decision === 'undecided' && trial.nights < CARRIED_NIGHTS_MAX) return;
    this.open = null;
    // A made run always gives a number.
    if (trial.decision !== 'confirmed') this.accept(trial.pairs.map(({ bad }) => bad as number));
  }

  /** Tonight and every night that waited with it may be part of a baseline from now on. */
  private accept(fresh: readonly number[]): void {
    for (let i = this.history.length - 1; i >= 0 && this.history[i]?.accepted === false; i -= 1) {
      const night = this.history[i] as HistoryNight;
      const value = i === this.history.length - 1 ? afterDismissal(night.value, fresh) : night.value;
      this.history[i] = { ...night, accepted: true, value };
    }
  }
}
