// What a TAP file says, for the end of a long run: how many assertions there were, and each that failed with its place,
// since the place itself scrolled by half an hour earlier.

/** At most so many lines of one failure's diagnostics are repeated. */
const DIAGNOSTIC_LINES_MAX = 40;

/**
 * Assertions of a TAP text: lines at any depth that are a result of their own and not a subtest's summary.
 *
 * @param {string} text TAP as `tap run --output-file` writes it, subtests indented by four spaces a level
 * @returns {{ pass: number, failures: string[] }} how many passed, and each failure as lines to print: the names of the
 *   subtests around it and its own, then its diagnostics
 */
export function tapResults(text) {
  const lines = text.split('\n');
  /** @type {{ depth: number, name: string, failedBefore: number }[]} */
  let around = [];
  let pass = 0;
  const failures = [];
  for (const [index, line] of lines.entries()) {
    const [, indent, rest] = /^(\s*)(.*)$/.exec(line) ?? ['', '', ''];
    const depth = indent.length;
    const subtest = /^# Subtest: (.*)$/.exec(rest);
    if (subtest) {
      around = [
        ...around.filter((one) => one.depth < depth),
        { depth, name: subtest[1], failedBefore: failures.length },
      ];
    }
    if (!/^(not )?ok \d+/.test(rest)) continue;
    const fails = rest.startsWith('not ') && !/# (TODO|SKIP)/i.test(rest);
    // A subtest's own line has its time, or opens a brace when it was buffered. It is a failure of its own only when
    // nothing within it failed: a file that was killed, or that ended without a plan.
    const own = around.find((one) => one.depth === depth);
    const sums = /# time=/.test(rest) || /\{\s*$/.test(rest);
    if (sums && !(fails && own?.failedBefore === failures.length)) continue;
    if (!fails) pass++;
    else {
      const names = around.filter((one) => one.depth < depth).map((one) => one.name);
      failures.push([[...names, rest].join(' › '), ...diagnostics(lines, index + 1)].join('\n'));
    }
  }
  return { pass, failures };
}

/** The YAML block below a result, without its marks. */
function diagnostics(lines, from) {
  if (lines[from]?.trim() !== '---') return [];
  const end = lines.findIndex((line, at) => at > from && line.trim() === '...');
  return lines.slice(from + 1, end < 0 ? from + DIAGNOSTIC_LINES_MAX : end).slice(0, DIAGNOSTIC_LINES_MAX);
}
