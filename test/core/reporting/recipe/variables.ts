import t from 'tap';
import { recipeVariables } from '../../../../services/core/reporting/recipe/variables.ts';
import { somePins } from '../../../support/builders.ts';

t.test('a container gets what the worker gives it', async (t) => {
  const { given, withheld } = recipeVariables({ pins: somePins(), seed: 3 });
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
  const found = recipeVariables({ pins: somePins({ env, config: { apiKey: 'abcdefgh', epochs: 3 } }), seed: 1 });
  t.same(found.withheld, ['HF_TOKEN', 'MIRROR', 'PLUMBLINE_CONFIG']);
  t.notMatch(JSON.stringify(found), /abcdefgh|hunter22/);
});

t.test('a setting whose name holds the word is none', async (t) => {
  const config = { max_token: 51200, stop_token: true };
  t.same(recipeVariables({ pins: somePins({ config }), seed: 1 }).withheld, []);
});
