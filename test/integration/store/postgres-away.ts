import pg from 'pg';
import t from 'tap';
import { PlumblineError } from '../../../services/core/errors.ts';
import { openStore } from '../../../services/store/store.ts';
import { aRun } from '../../support/builders.ts';
import { freePort, silent } from '../../support/loopback.ts';
import { privatePostgres } from '../../support/postgres.ts';

t.test('a server that goes away is named without its password, and is found again', async (t) => {
  const server = await privatePostgres();
  const store = await openStore({ databaseUrl: server.url('postgres'), log: silent });
  await store.runs.create([aRun()]);
  await server.stop();
  const error = await store.runs.get('run_00000001').then(
    () => null,
    (cause: unknown) => cause,
  );
  t.ok(error instanceof PlumblineError);
  t.match(error, {
    code: 'STORE_UNAVAILABLE',
    retryable: true,
    message: new RegExp(`127.0.0.1:${server.port}/postgres`),
  });
  t.notMatch(JSON.stringify(error, Object.getOwnPropertyNames(error)), /not-to-be-shown/);
  await server.start();
  t.match(await store.runs.get('run_00000001'), { id: 'run_00000001' }, 'the pool connects again');
  await store.close();
});

t.test('connections cut in the middle of work lose nothing that was acknowledged', async (t) => {
  const server = await privatePostgres();
  const store = await openStore({ databaseUrl: server.url('postgres'), log: silent });
  const knife = new pg.Client({ connectionString: server.url('postgres') });
  await knife.connect();
  const acknowledged: string[] = [];
  const refused: unknown[] = [];
  const writers = Array.from({ length: 100 }, async (_, at) => {
    const id = `run_${at}`;
    await store.runs.create([aRun({ id })]).then(
      () => acknowledged.push(id),
      (error: unknown) => refused.push(error),
    );
  });
  await knife.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'plumbline'");
  await Promise.all(writers);
  await knife.end();
  for (const error of refused) t.match(error, { code: 'STORE_UNAVAILABLE' });
  for (const id of acknowledged) t.match(await store.runs.get(id), { id });
  t.equal(acknowledged.length + refused.length, 100);
  await store.close();
});

t.test('an address without a server, and one that is none', async (t) => {
  const port = await freePort();
  const away = openStore({ databaseUrl: `postgres://u:not-to-be-shown@127.0.0.1:${port}/x`, log: silent });
  await t.rejects(away, { code: 'STORE_UNAVAILABLE', message: /ECONNREFUSED/ });
  const broken = openStore({ databaseUrl: 'not-to-be-shown', log: silent });
  await t.rejects(broken, { code: 'CONFIG_INVALID', message: /^(?!.*not-to-be-shown)/ });
});
