// Draws every series of the page: its values, the band of each night behind them, and the points out of it.
/* global uPlot */
const OUT = new Set(['below', 'above', 'invalid']);
const HEIGHT_PX = 220;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

async function draw(box) {
  const answer = await fetch(`/api/v1/series/${encodeURIComponent(box.dataset.series)}`);
  if (!answer.ok) throw new Error(`the series could not be read (${answer.status})`);
  const { points } = await answer.json();
  if (points.length === 0) return;
  points.reverse();
  const columns = [
    points.map((point) => Date.parse(point.at) / 1000),
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
      width: box.clientWidth,
      height: HEIGHT_PX,
      padding: [8, 8, 0, 0],
      cursor: { points: { size: 8 } },
      axes: [axis, { ...axis, size: 72 }],
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
  new ResizeObserver(() => chart.setSize({ width: box.clientWidth, height: HEIGHT_PX })).observe(box);
}

for (const box of document.querySelectorAll('.chart')) {
  draw(box).catch((error) => {
    box.textContent = error.message;
  });
}
