import { PlumblineError } from '../../core/errors.ts';
import { convergenceReference, runRuleOf } from '../../core/judge/convergence-reference.ts';
import type { Benchmark } from '../../core/model/benchmark.ts';
import type { Metric, ReferenceConvergence } from '../../core/model/metric.ts';
import { REFERENCE_RUNS_FACTOR, type RunRule } from '../../core/statistics/convergence/settings.ts';
import type { Read } from '../yaml/read.ts';
import type { Findings } from './finding.ts';

type Path = readonly (string | number)[];
type Report = (path: Path, message: string) => void;

/** Checks the reference convergence points of a manifest: nothing that `catalog check` passes stops a night. */
export function checkConvergence(read: Read<Benchmark>, findings: Findings): void {
  const { metrics, seeds } = read.value as Benchmark;
  for (const [index, metric] of metrics.entries()) {
    if (metric.convergence === undefined) continue;
    const at = (path: Path) => ['metrics', index, ...path];
    const wrong: Report = (path, message) => findings.error(read.problemAt(at(path), `${metric.name}: ${message}`));
    const warn: Report = (path, message) => findings.warn(read.problemAt(at(path), `${metric.name}: ${message}`));
    checkMetric(metric, wrong);
    const rule = ruleOf(metric.convergence, wrong);
    if (rule === null) continue;
    checkSeeds(seeds.length, rule, wrong, warn);
    checkPoints(metric.convergence, rule, wrong, warn);
  }
}

function checkMetric({ kind, scale, direction, band }: Metric, wrong: Report): void {
  if (kind !== 'quality') wrong(['kind'], `expected quality with reference convergence points, found ${kind}`);
  if (scale !== 'count' && scale !== 'positive')
    wrong(['scale'], `expected count or positive with reference convergence points, found ${scale}`);
  if (direction !== 'lower') wrong(['direction'], `expected lower, converging sooner is better, found ${direction}`);
  if (band !== undefined) wrong(['band'], 'expected a band or reference convergence points, found both');
}

function ruleOf(convergence: ReferenceConvergence, wrong: Report): RunRule | null {
  const { mlperf, rule } = convergence;
  if ((mlperf === undefined) === (rule === undefined)) {
    wrong(['convergence'], `expected either mlperf or rule, found ${rule === undefined ? 'neither' : 'both'}`);
    return null;
  }
  if (rule !== undefined && rule.notConverging > rule.dropped) {
    const most = `at most ${rule.dropped}, since only dropped runs may fail`;
    wrong(['convergence', 'rule', 'notConverging'], `expected ${most}, found ${rule.notConverging}`);
  }
  return told(['convergence', 'mlperf'], wrong, () => runRuleOf(convergence));
}

/** All seeds run every night, and a night is judged by its own runs. */
function checkSeeds(seeds: number, { runs, dropped }: RunRule, wrong: Report, warn: Report): void {
  if (seeds <= 2 * dropped)
    wrong(
      ['convergence'],
      `expected more than ${2 * dropped} seeds, of which ${2 * dropped} are dropped, found ${seeds}`,
    );
  else if (seeds < runs) warn(['convergence'], `the rule is made for ${runs} runs a night, found ${seeds} seeds`);
}

function checkPoints(convergence: ReferenceConvergence, rule: RunRule, wrong: Report, warn: Report): void {
  const seen = new Set<number>();
  let usable = true;
  for (const [index, { batch, runs }] of convergence.points.entries()) {
    const at = ['convergence', 'points', index];
    if (seen.has(batch)) wrong([...at, 'batch'], `batch ${batch} has two points`);
    seen.add(batch);
    if (runs.length <= 2 * rule.dropped) {
      usable = false;
      wrong([...at, 'runs'], `expected more than ${2 * rule.dropped} runs, found ${runs.length}`);
    } else if (runs.length < REFERENCE_RUNS_FACTOR * rule.runs)
      warn([...at, 'runs'], `a reference has ${REFERENCE_RUNS_FACTOR * rule.runs} runs, found ${runs.length}`);
  }
  if (usable) told(['convergence', 'batch'], wrong, () => convergenceReference(convergence));
}

/** What `make` gives, or null after its INPUT_INVALID was reported. */
function told<T>(path: Path, wrong: Report, make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof PlumblineError && error.code === 'INPUT_INVALID')) throw error;
    wrong(path, error.message);
    return null;
  }
}
