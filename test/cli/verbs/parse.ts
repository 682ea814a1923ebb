import { readFileSync } from 'node:fs';
import t from 'tap';
import { Value } from 'typebox/value';
import { ParsedLogDocument } from '../../../services/core/model/api/parse.ts';
import { command } from '../../support/cli.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/formats/${name}`, import.meta.url), 'utf8');

/** Runs the verb over texts that come from a file, or from standard input for null. */
async function parse(args: readonly string[], ...texts: readonly string[]) {
  const asked: (string | null)[] = [];
  const operations = {
    async *readInput(file: string | null) {
      asked.push(file);
      for (const text of texts) yield new TextEncoder().encode(text);
    },
  };
  return { ...(await command(['parse', ...args], { operations })), asked };
}

t.test('people read one row a metric, the settings, and how it ended', async (t) => {
  const { exit, out, asked } = await parse(['train.log'], fixture('tf-cnn-composed.txt'));
  t.equal(exit, 0);
  t.same(asked, ['train.log']);
  t.match(
    out,
    /^METRIC +UNIT +FORMAT +VALUES +FIRST +LAST +LEAST +GREATEST\nimages_per_sec +images\/s +tf-cnn +2 +140 +139\.2 +139\.2 +140\n/,
  );
  t.match(out, /\nModel: resnet50\n/);
  t.match(out, /\nFormat tf-cnn; the log says of its end: success\.\n$/);
});

t.test('JSON is the published document, however it is cut', async (t) => {
  const text = fixture('mllog.txt');
  const { exit, out, asked } = await parse(['--json'], text.slice(0, 50), text.slice(50));
  t.equal(exit, 0);
  t.same(asked, [null], 'no file is standard input');
  const document = JSON.parse(out);
  t.ok(Value.Check(ParsedLogDocument, document));
  t.match(document, {
    format: 'mllog',
    status: 'unknown',
    problems: [],
    measurements: [{ metric: 'eval_accuracy' }, {}],
  });
});

t.test('a long answer comes in pieces and is still one document', async (t) => {
  const text = 'performance: 14164 samples_per_second\n'.repeat(3000);
  const document = JSON.parse((await parse(['-', '--json'], text, text, text)).out);
  t.equal(document.measurements.length, 9000);
});

t.test('a run that failed, was aborted or cannot be read is a finding', async (t) => {
  const failed = await parse(['x.log', '--json'], fixture('perfzero-log-composed.txt'));
  t.equal(failed.exit, 1);
  t.match(JSON.parse(failed.out), { status: 'failed', problems: [{ line: 119 }, {}] });
  const stop = ':::MLLOG {"event_type": "INTERVAL_END", "key": "run_stop", "metadata": {"status": "aborted"}}';
  t.equal((await parse(['x.log'], stop)).exit, 1);
  const broken = await parse(['x.log'], `${':::MLLOG nothing\n'.repeat(130)}`);
  t.equal(broken.exit, 1);
  t.match(broken.out, /line 20: the text after :::MLLOG is not JSON\nand 110 more\n/);
});

t.test('one format alone, where it is named', async (t) => {
  const { exit, out } = await parse(['x.log', '--format', 'tf-cnn', '--json'], fixture('tf-cnn-eval-composed.txt'));
  t.equal(exit, 0);
  t.equal(JSON.parse(out).format, 'tf-cnn');
  const absent = await parse(['x.log', '--format', 'keras'], 'nothing');
  t.equal(absent.exit, 1);
  t.match(absent.out, /\(none\)\n\nline 1: the log has no line of the format keras\n/);
  t.equal((await parse(['x.log', '--format', 'toml'], '')).exit, 2);
});

t.test('a log of nobody is an error that says what to do', async (t) => {
  for (const args of [['notes.txt'], ['notes.txt', '--json']]) {
    const { exit, out, err } = await parse(args, 'hello\n');
    t.equal(exit, 2);
    t.equal(out, '');
    t.match(err, /FORMAT_UNKNOWN/);
    t.match(err, /notes\.txt/);
    t.match(err, /plumbline parse --help/);
  }
  t.match((await parse([], 'hello\n')).err, /standard input/);
});

t.test('many metrics and settings are counted', async (t) => {
  const many = Array.from({ length: 1005 }, (_, i) => `performance: 1 m${i}\n`).join('');
  t.match((await parse(['x.log'], many)).out, /and 5 values of more metrics: --json has them all\n/);
  const metrics = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`k${i}`, `v${i}`]));
  const { out } = await parse(['x.json'], JSON.stringify({ name: 'x', environ: metrics, metrics: { a: 1 } }));
  t.match(out, /environ\.k18: v18\nand 11 more\n/);
});
