import t from 'tap';
import type { NightPlan } from '../../../services/core/model/api/night.ts';
import { testApi } from '../../support/api.ts';
import { aNight } from '../../support/builders.ts';

t.test('a night is planned by the scheduler, or only shown', async (t) => {
  const asked: boolean[] = [];
  let woken = 0;
  const planNow = async ({ dryRun }: { dryRun: boolean }): Promise<NightPlan> => {
    asked.push(dryRun);
    return {
      night: aNight(),
      planned: !dryRun,
      runs: [{ id: 'run_1', benchmark: 'toy', platform: 'cpu-x86_64', seed: 1 }],
      problems: [],
    };
  };
  const { app, as } = await testApi(t, { deps: { planNow, wake: () => woken++ } });
  const headers = await as('operator');
  const plan = (payload: object) => app.inject({ method: 'POST', url: '/api/v1/nights', headers, payload });
  t.match((await plan({ dryRun: true })).json(), { planned: false, runs: [{ id: 'run_1' }] });
  t.match((await plan({})).json(), { planned: true });
  t.strictSame(asked, [true, false]);
  t.ok(woken > 0);
  t.equal((await plan({ dry: true })).statusCode, 400);
});
