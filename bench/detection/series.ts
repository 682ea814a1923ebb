import { segment } from '../../services/core/statistics/segmentation/segment.ts';
import type { Row } from '../rows.ts';
import { labelledSeries } from './fixtures.ts';
import { compared, covering, f1, MARGIN } from './score.ts';

/** Found this near counts as found, in points, where the label is exact. */
const EXACT_MARGIN = 1;
const TIGERBEETLE_CHANGES = [15, 71];
/** The lone outlier of that series, and the point after it. */
const TIGERBEETLE_OUTLIER = [10, 11];

/** Rows on public labelled series, all with the one default setting. */
export function benchSeries(): Row[] {
  const { tcpd, perfherder, tigerbeetle, published } = labelledSeries();
  const scores = tcpd.map(({ values, annotations }) => {
    const { changes } = segment(values);
    return { f1: f1(annotations, changes), cover: covering(annotations, changes, values.length) };
  });
  const best = (kind: 'f1' | 'cover') => {
    const top = published.reduce((a, b) => (b[kind] > a[kind] ? b : a));
    return `best published default: ${top.method} ${top[kind].toFixed(3)}`;
  };
  const found = perfherder.map(({ values, expected }) => compared(expected, segment(values).changes, MARGIN));
  const tiger = segment(tigerbeetle).changes;
  const steps = compared(TIGERBEETLE_CHANGES, tiger, EXACT_MARGIN);
  const spikes = tiger.filter((change) => TIGERBEETLE_OUTLIER.includes(change));
  return [
    { name: `TCPD, ${tcpd.length} series: F1`, value: mean(scores, 'f1'), unit: '', goal: '≥ 0.73', note: best('f1') },
    {
      name: `TCPD, ${tcpd.length} series: covering`,
      value: mean(scores, 'cover'),
      unit: '',
      goal: '≥ 0.70',
      note: best('cover'),
    },
    {
      name: `Perfherder, ${perfherder.length} series: expected changes missed`,
      value: found.reduce((sum, { missed }) => sum + missed.length, 0),
      unit: '',
      goal: '0',
      note: `of ${perfherder.reduce((sum, { expected }) => sum + expected.length, 0)}, within ${MARGIN} points`,
    },
    {
      name: 'Perfherder: changes beside the expected',
      value: found.reduce((sum, { more }) => sum + more, 0),
      unit: '',
      goal: '≤ 40',
    },
    {
      name: 'tigerbeetle: of 15 and 71 found within 1',
      value: TIGERBEETLE_CHANGES.length - steps.missed.length,
      unit: '',
      goal: '2',
      note: `all: ${tiger.join(', ')}`,
    },
    { name: 'tigerbeetle: changes at its outlier (10, 11)', value: spikes.length, unit: '', goal: '0' },
  ];
}

function mean(scores: readonly { f1: number; cover: number }[], kind: 'f1' | 'cover'): number {
  return scores.reduce((sum, score) => sum + score[kind], 0) / scores.length;
}
