// Draws every series of the page: its values, the band of each night behind them, the points out of it, and in hindsight
// its levels and the nights on which each change may have come.
/* global uPlot */
const OUT = new Set(['below', 'above', 'invalid']);
const HEIGHT_PX = 220;
const PADDING_PX = 18;
const DAY_S = 86_400;

/** Instants of the axis in UTC: days for long spans, minutes for short ones. */
const instants = (chart, splits) => {
  const [from, to] = [chart.scales.x.min, chart.scales.x.max];
  const part = to - from > 4 * DAY_S ? [0, 10] : [5, 16];
  return splits.map((split) =>
    new Date(split * 1000)
      .toISOString()
      .slice(...part)
      .replace('T', ' '),
  );
};
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const seconds = (instant) => Date.parse(instant) / 1000;

/** Behind everything: the nights on which each change may have come, and its most likely date as a dashed line. */
function drawDates(chart, changes) {
  const { ctx, bbox } = chart;
  const x = (instant) => chart.valToPos(seconds(instant), 'x', true);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const { at, dates } of changes) {
    ctx.fillStyle = colour('--dates');
    ctx.fillRect(x(dates.after), bbox.top, x(dates.to) - x(dates.after), bbox.height);
    ctx.strokeStyle = colour('--warn');
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x(at), bbox.top);
    ctx.lineTo(x(at), bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

/** On top: the levels, or slopes, that the history consists of. */
function drawLevels(chart, segments) {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.strokeStyle = colour('--level');
  ctx.lineWidth = 2.5 * devicePixelRatio;
  for (const { from, to, first, last } of segments) {
    ctx.beginPath();
    ctx.moveTo(chart.valToPos(seconds(from), 'x', true), chart.valToPos(first, 'y', true));
    ctx.lineTo(chart.valToPos(seconds(to), 'x', true), chart.valToPos(last, 'y', true));
    ctx.stroke();
  }
  ctx.restore();
}

async function draw(box) {
  const answer = await fetch(`/api/v1/series/${encodeURIComponent(box.dataset.series)}`);
  if (!answer.ok) throw new Error(`the series could not be read (${answer.status})`);
  const { points, segments, changes } = await answer.json();
  if (points.length === 0) return;
  points.reverse();
  const columns = [
    points.map((point) => seconds(point.at)),
    points.map((point) => point.verdict.band?.high ?? null),
    points.map((point) => point.verdict.band?.low ?? null),
    points.map((point) => point.value),
    points.map((point) => (OUT.has(point.verdict.kind) ? point.value : null)),
  ];
  const grid = { stroke: colour('--line'), width: 1 };
  const axis = { stroke: colour('--quiet'), grid, ticks: grid, font: '12px system-ui' };
  const edge = { stroke: colour('--band-edge'), width: 1, points: { show: false } };
  const dot = (size, fill) => ({ show: true, size, fill, stroke: fill });
  const chart = new uPlot(
    {
      width: box.clientWidth - PADDING_PX,
      height: HEIGHT_PX,
      padding: [8, 32, 0, 0],
      cursor: { points: { size: 8 } },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
      axes: [
        { ...axis, space: 100, values: instants },
        { ...axis, size: 72 },
      ],
      hooks: {
        drawClear: [(self) => drawDates(self, changes)],
        draw: [(self) => drawLevels(self, segments)],
      },
      bands: [{ series: [1, 2], fill: colour('--band') }],
      series: [
        { label: 'night', value: '{YYYY}-{MM}-{DD} {HH}:{mm}' },
        { ...edge, label: 'band to' },
        { ...edge, label: 'band from' },
        { label: 'value', stroke: colour('--accent'), width: 1.5, points: dot(5, colour('--accent')) },
        { label: 'out of band', stroke: 'transparent', points: dot(9, colour('--bad')) },
      ],
    },
    columns,
    box,
  );
  new ResizeObserver(() => chart.setSize({ width: box.clientWidth - PADDING_PX, height: HEIGHT_PX })).observe(box);
}

for (const box of document.querySelectorAll('.chart')) {
  draw(box).catch((error) => {
    box.textContent = error.message;
  });
}
