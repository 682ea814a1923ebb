// Draws how the machine stood while a run trained: one chart a figure, one line a device.
/* global uPlot */
const HEIGHT_PX = 160;
const PADDING_PX = 18;
const PAGE_ROWS = 10_000;
/** Pages that are read at most: a long run on many devices has more rows than a chart has dots. */
const PAGES_MAX = 20;
const COLOURS = ['--accent', '--bad', '--warn', '--good', '--level', '--quiet'];
const FIGURES = [
  ['utilisation', 'of the device (0–1), or processors', 'utilisation'],
  ['clockMHz', 'MHz', 'clock'],
  ['memoryClockMHz', 'MHz', 'clock of its memory'],
  ['temperature', '°C', 'temperature'],
  ['power', 'W', 'power'],
  ['memoryMiB', 'MiB', 'memory'],
];
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

async function readRows(run) {
  const rows = [];
  let cursor = '0';
  for (let page = 0; page < PAGES_MAX && cursor !== null; page += 1) {
    const url = `/api/v1/runs/${encodeURIComponent(run)}/telemetry?limit=${PAGE_ROWS}&cursor=${cursor}`;
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`the telemetry could not be read (${answer.status})`);
    const { items, next } = await answer.json();
    rows.push(...items);
    cursor = next;
  }
  return rows;
}

/** Instants of all rows, and for each device the figure at each of them. */
function columnsOf(rows, figure) {
  const told = rows.filter((row) => row[figure] !== undefined);
  const devices = [...new Set(told.map((row) => row.device ?? 'container'))].sort();
  const times = [...new Set(told.map((row) => row.timeMs))].sort((one, other) => one - other);
  const place = new Map(times.map((time, at) => [time, at]));
  const lines = devices.map(() => new Array(times.length).fill(null));
  for (const row of told) lines[devices.indexOf(row.device ?? 'container')][place.get(row.timeMs)] = row[figure];
  return { devices, columns: [times.map((time) => time / 1000), ...lines] };
}

function drawFigure(box, rows, [figure, unit, title]) {
  const { devices, columns } = columnsOf(rows, figure);
  if (devices.length === 0) return;
  const heading = document.createElement('h3');
  heading.textContent = title;
  const small = document.createElement('small');
  small.textContent = ` ${unit}`;
  heading.append(small);
  const chartBox = document.createElement('div');
  chartBox.className = 'chart';
  chartBox.setAttribute('role', 'img');
  chartBox.setAttribute('aria-label', `${title} over time`);
  box.append(heading, chartBox);
  const grid = { stroke: colour('--line'), width: 1 };
  const axis = { stroke: colour('--quiet'), grid, ticks: grid, font: '12px system-ui' };
  const chart = new uPlot(
    {
      width: chartBox.clientWidth - PADDING_PX,
      height: HEIGHT_PX,
      padding: [8, 32, 0, 0],
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
      axes: [
        { ...axis, space: 100 },
        { ...axis, size: 72 },
      ],
      series: [
        { label: 'UTC', value: '{HH}:{mm}:{ss}' },
        ...devices.map((device, at) => ({
          label: device,
          stroke: colour(COLOURS[at % COLOURS.length]),
          width: 1.5,
          // Rows of devices and of the container come at instants of their own.
          spanGaps: true,
          points: { show: columns[0].length < 60 },
        })),
      ],
    },
    columns,
    chartBox,
  );
  new ResizeObserver(() => chart.setSize({ width: chartBox.clientWidth - PADDING_PX, height: HEIGHT_PX })).observe(
    chartBox,
  );
}

for (const box of document.querySelectorAll('[data-telemetry]')) {
  readRows(box.dataset.telemetry)
    .then((rows) => {
      for (const figure of FIGURES) drawFigure(box, rows, figure);
    })
    .catch((error) => {
      box.textContent = error.message;
    });
}
