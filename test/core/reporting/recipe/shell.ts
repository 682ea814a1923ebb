import { execFileSync } from 'node:child_process';
import { renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { sha256Hex } from '../../../../services/core/model/identity.ts';
import { RECIPE_STEPS, recipeShell } from '../../../../services/core/reporting/recipe/shell.ts';
import { testFolder } from '../../../support/folder.ts';
import { aRecipe } from '../../../support/recipe.ts';

/** What `sh` thinks of a script without running it. */
function checked(folder: string, script: string): void {
  const file = join(folder, 'recipe.sh');
  writeFileSync(file, script);
  execFileSync('sh', ['-n', file], { stdio: 'pipe' });
}

t.test('a script of every step, pinned by digest', async (t) => {
  const recipe = aRecipe();
  const script = recipeShell(recipe);
  checked(testFolder(t), script);
  for (const step of RECIPE_STEPS) t.match(script, `step_${step}() {`);
  t.match(script, recipe.pins.image.reference);
  t.match(script, 'docker load --quiet --input "$HERE/run_00000001-image.tar"');
  t.notMatch(script, 'docker pull');
});

t.test('an image of a registry is pulled by its digest', async (t) => {
  const reference = `registry.example/a@sha256:${'1'.repeat(64)}`;
  const recipe = aRecipe();
  const script = recipeShell({ ...recipe, pins: { ...recipe.pins, image: { reference, kind: 'registry-digest' } } });
  checked(testFolder(t), script);
  t.match(script, 'docker pull --quiet "$IMAGE"');
  t.notMatch(script, 'docker load');
});

t.test('a run that never ran, names that try to be commands, secrets', async (t) => {
  const recipe = aRecipe();
  const script = recipeShell({
    ...recipe,
    startedAt: null,
    hostName: null,
    pins: {
      ...recipe.pins,
      benchmark: 'x\nrm -rf /',
      env: { A: "'; touch /tmp/x; '", HF_TOKEN: 'hf_abcdefghijklmnopqrstuvwxyz' },
    },
  });
  checked(testFolder(t), script);
  t.match(script, 'recorded never on host none');
  t.match(script, '# Repeats Plumbline run run_00000001: x rm -rf / on');
  t.notMatch(script, 'hf_abcdef');
  t.match(script, `[ -n "\${HF_TOKEN:-}" ] || die 2`);
});

t.test('checkpoints lie beside the script', async (t) => {
  const recipe = aRecipe();
  const script = recipeShell({ ...recipe, limits: { ...recipe.limits, checkpointMiB: 10 } });
  checked(testFolder(t), script);
  t.match(script, 'mkdir -p "$CHECKPOINTS"');
});

t.test('an unknown step is refused', async (t) => {
  const folder = testFolder(t);
  const file = join(folder, 'recipe.sh');
  writeFileSync(file, recipeShell(aRecipe()));
  t.throws(
    () => execFileSync('sh', [file, 'bake'], { stdio: 'pipe' }),
    /unknown step bake: image, data, train, compare/,
  );
});

t.test('nothing of a pin ends the list of checksums or becomes a command', async (t) => {
  const recipe = aRecipe();
  const withFile = (path: string) => {
    const dataset = { ...recipe.pins.dataset, files: [{ path, sha256: 'd'.repeat(64), bytes: 1 }] };
    return { ...recipe, pins: { ...recipe.pins, dataset } };
  };
  const hostile = 'a\nPLUMBLINE_CHECKSUMS\ntouch /tmp/x\n:';
  t.throws(() => recipeShell(withFile(hostile)), { code: 'INPUT_INVALID', message: /among its files: "a\\nPLUMB/ });
  const env = { 'A_TOKEN;touch /tmp/x;B': 'abcdefgh' };
  t.throws(() => recipeShell({ ...recipe, pins: { ...recipe.pins, env } }), { code: 'INPUT_INVALID' });
  for (const path of ['esac', '*', '-rf', 'a[b', "it's $(touch x) `y`", 'PLUMBLINE_CHECKSUMS', '\\n'])
    checked(testFolder(t), recipeShell(withFile(path)));
});

t.test('the data are what is pinned and nothing else, a link included, in every shell that is small', async (t) => {
  const recipe = aRecipe();
  const text = 'aaa';
  const path = "it's $(x) [a] *";
  const dataset = { ...recipe.pins.dataset, files: [{ path, sha256: sha256Hex(text), bytes: 3 }] };
  const script = recipeShell({ ...recipe, pins: { ...recipe.pins, dataset }, limits: { ...recipe.limits, cpus: 1 } });
  for (const shell of [['dash'], ['busybox', 'sh']]) {
    const folder = testFolder(t, { data: { [path]: text }, 'recipe.sh': script });
    const run = () => {
      const [program = '', ...args] = [...shell, join(folder, 'recipe.sh'), 'data'];
      return execFileSync(program, args, { stdio: 'pipe', cwd: folder });
    };
    t.doesNotThrow(run, shell.join(' '));
    symlinkSync('/etc', join(folder, 'data', 'more'));
    t.throws(run, /holds 2 files, the run had 1/, shell.join(' '));
    unlinkSync(join(folder, 'data', 'more'));
    renameSync(join(folder, 'data'), join(folder, 'real'));
    symlinkSync('real', join(folder, 'data'));
    writeFileSync(join(folder, 'real', 'more'), '');
    t.throws(run, /holds 2 files, the run had 1/, `${shell.join(' ')}, the folder a link`);
  }
});
