import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { buildImages } from '../../../services/composition/images.ts';
import { createLog } from '../../../services/composition/log.ts';
import { executeRecipe, writeRecipe } from '../../../services/composition/reproduce.ts';
import { startService } from '../../../services/composition/service.ts';
import { loadConfig } from '../../../services/config.ts';
import { privateEngine } from '../../support/private-engine.ts';

// A real benchmark is trained by the worker, written down, and trained again by what was written: here, on an engine that
// has never seen its image, and by Jupyter.

t.setTimeout(900_000);
const BENCHMARK = 'numpy-mlp-digits';
const quiet = () => ({ step: () => undefined, line: () => undefined, end: () => undefined });

t.test('a run is repeated by its recipe alone', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'plumbline-test-recipe-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const defaults = loadConfig({ folder: root, environment: {} }).config;
  const config = {
    ...defaults,
    catalog: fileURLToPath(new URL('../../../benchmarks', import.meta.url)),
    listen: { host: '127.0.0.1', port: 0 },
    schedules: [],
  };
  const signal = new AbortController().signal;
  await buildImages(config, { benchmarks: [BENCHMARK], base: 'debian' }, quiet, signal);
  const service = await startService({
    config,
    log: createLog(config.state),
    schedule: false,
    worker: true,
    announce: false,
    tracker: null,
  });
  t.teardown(() => service.stop());
  const { client } = service;
  const { runs } = await client.trigger({ benchmark: BENCHMARK, seed: 3 });
  const id = runs[0]?.id ?? '';
  for await (const _ of client.followLog(id, { signal }));
  const run = await client.run(id);
  t.equal(run.outcome, 'measured');
  const recorded = run.measurements.find(({ metric }) => metric === 'accuracy')?.value;
  const folder = join(root, 'recipe');
  const files = { run, shell: await client.recipe(id, 'sh'), notebook: await client.recipe(id, 'ipynb'), folder };
  const written = await writeRecipe(config, { ...files, archive: true, data: true }, quiet, signal);
  t.same(
    written.map(({ file }) => file.slice(folder.length + 1)),
    ['recipe.sh', 'recipe.ipynb', `${id}-image.tar`, 'data'],
  );
  const value = (outcome: { metrics: readonly { metric: string; value: number | null }[] }) =>
    outcome.metrics.find(({ metric }) => metric === 'accuracy')?.value;

  await t.test('here', async (t) => {
    const outcome = await executeRecipe(folder, () => undefined, signal);
    t.equal(outcome.run, id);
    t.equal(value(outcome), recorded, 'the same seed in the same image gives the same accuracy');
    t.match(
      outcome.metrics.find(({ metric }) => metric === 'accuracy'),
      { verdict: 'in band', recorded },
      'nothing was judged yet, so it is the band that the manifest declares',
    );
    t.equal(outcome.compared, 1, 'no speed was calibrated');
  });

  await t.test('on an engine that has never seen the image, with nothing of Plumbline', async (t) => {
    const engine = privateEngine(t);
    await engine.start();
    const env = { PATH: process.env.PATH, HOME: root, DOCKER_HOST: `unix://${engine.socketPath}` };
    const there = join(root, 'there');
    cpSync(folder, there, { recursive: true });
    rmSync(join(there, 'outcome.json'), { force: true });
    const step = (...steps: string[]) =>
      spawnSync('sh', [join(there, 'recipe.sh'), ...steps], { env, encoding: 'utf8', timeout: 300_000 });
    const archive = join(there, `${id}-image.tar`);
    const kept = `${archive}.kept`;
    execFileSync('mv', [archive, kept]);
    t.match(step('image'), { status: 3, stderr: /put run_\S+-image\.tar beside this script/ });
    execFileSync('mv', [kept, archive]);
    const whole = step();
    t.equal(whole.status, 0, whole.stderr.slice(-500));
    t.equal(value(JSON.parse(readFileSync(join(there, 'outcome.json'), 'utf8'))), recorded);

    const data = join(there, 'data/digits.csv.gz');
    const bytes = readFileSync(data);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(data, bytes);
    t.match(step('data'), { status: 1, stderr: /digits\.csv\.gz: FAILED[\s\S]*not the one that the run had/ });
    cpSync(join(folder, 'data/digits.csv.gz'), data);
    writeFileSync(join(there, 'data/more.csv'), '1\n');
    t.match(step('data'), { status: 1, stderr: /holds 2 files, the run had 1/ });
  });

  await t.test('by Jupyter, in a notebook that nbformat takes', async (t) => {
    const venv = join(root, 'venv');
    execFileSync('python3', ['-m', 'venv', venv], { stdio: 'pipe' });
    const python = join(venv, 'bin/python');
    const quietly = ['--quiet', '--disable-pip-version-check'];
    execFileSync(python, ['-m', 'pip', 'install', ...quietly, 'nbformat', 'nbclient', 'ipykernel'], { stdio: 'pipe' });
    const script = `
import nbformat, nbclient, sys
notebook = nbformat.read("recipe.ipynb", as_version=4)
nbformat.validate(notebook)
nbclient.NotebookClient(notebook, timeout=300).execute()
print(notebook.cells[-1].outputs[0].data["text/html"])
`;
    rmSync(join(folder, 'outcome.json'), { force: true });
    const html = execFileSync(python, ['-c', script], { cwd: folder, encoding: 'utf8', timeout: 400_000 });
    t.match(html, /<td>accuracy<\/td>/);
    t.equal(value(JSON.parse(readFileSync(join(folder, 'outcome.json'), 'utf8'))), recorded);
  });
});
