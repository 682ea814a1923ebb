import t from 'tap';
import { recipeVariables } from '../../../../services/core/reporting/recipe/variables.ts';
import { somePins } from '../../../support/builders.ts';

const limits = { timeoutSeconds: 60, memoryMiB: 512, cpus: 1, pids: 64, shmMiB: 64, tmpMiB: 32 };

t.test('a container gets what the worker gives it', async (t) => {
  const { given, withheld } = recipeVariables({ pins: somePins(), seed: 3, limits });
  t.same(given, [
    ['OMP_NUM_THREADS', '1'],
    ['PLUMBLINE_CONFIG', '{"epochs":3}'],
    ['PLUMBLINE_SEED', '3'],
    ['PLUMBLINE_DATA', '/data'],
  ]);
  t.same(withheld, []);
});

t.test('what looks like a credential is in no recipe', async (t) => {
  const env = { HF_TOKEN: 'abcdefgh', MIRROR: 'https://user:hunter22@example.org/', OMP_NUM_THREADS: '1' };
  const found = recipeVariables({
    pins: somePins({ env, config: { apiKey: 'abcdefgh', epochs: 3 } }),
    seed: 1,
    limits,
  });
  t.same(found.withheld, ['HF_TOKEN', 'MIRROR', 'PLUMBLINE_CONFIG']);
  t.notMatch(JSON.stringify(found), /abcdefgh|hunter22/);
});

t.test('a setting whose name holds the word is none', async (t) => {
  const config = { max_token: 51200, stop_token: true };
  t.same(recipeVariables({ pins: somePins({ config }), seed: 1, limits }).withheld, []);
});

t.test('devices and checkpoints are told as the worker tells them', async (t) => {
  const more = { ...limits, devices: 2, checkpointMiB: 5 };
  t.same(recipeVariables({ pins: somePins(), seed: 3, limits: more }).given.slice(-2), [
    ['PLUMBLINE_DEVICE_COUNT', '2'],
    ['PLUMBLINE_CHECKPOINT', '/checkpoint'],
  ]);
});
