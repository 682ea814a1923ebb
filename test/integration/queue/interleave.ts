import { PGlite } from '@electric-sql/pglite';
import t, { type Test } from 'tap';
import { SessionPool } from '../../../services/queue/session-pool.ts';

// One PGlite is one session. What a caller writes while another holds a transaction open would become part of that
// transaction and be rolled back with it, though it was acknowledged. The pool must keep the two apart.

async function pooled(t: Test): Promise<{ db: PGlite; pool: SessionPool }> {
  const db = await PGlite.create('memory://');
  t.teardown(() => db.close());
  await db.exec('CREATE TABLE noted (text text PRIMARY KEY)');
  return { db, pool: new SessionPool(db, 1_000_000) };
}

const noted = async (pool: SessionPool) =>
  (await pool.query<{ text: string }>('SELECT text FROM noted ORDER BY text')).rows.map((row) => row.text);

t.test('a write waits for another caller’s transaction and is not rolled back with it', async (t) => {
  const { pool } = await pooled(t);
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('INSERT INTO noted VALUES ($1)', ['rolled back']);
  const order: string[] = [];
  const write = pool.query('INSERT INTO noted VALUES ($1)', ['kept']).then(() => order.push('write'));
  const other = await pool.connect();
  const second = other.query('INSERT INTO noted VALUES ($1)', ['kept too']).then(() => order.push('other'));
  await client.query('SELECT 1 WHERE $1::int = 1', [1]);
  t.same(order, [], 'nobody got in between');
  await client.query('ROLLBACK');
  order.push('rollback');
  await Promise.all([write, second]);
  t.same(order, ['rollback', 'write', 'other']);
  t.same(await noted(pool), ['kept', 'kept too']);
});

t.test('without the pool the same write is lost: the trap is real', async (t) => {
  const { db, pool } = await pooled(t);
  await db.exec('BEGIN');
  await db.query('INSERT INTO noted VALUES ($1)', ['acknowledged']);
  await db.exec('ROLLBACK');
  t.same(await noted(pool), []);
});

t.test('two transactions follow each other whole', async (t) => {
  const { pool } = await pooled(t);
  const transaction = async (name: string, end: string) => {
    const client = await pool.connect();
    await client.query('BEGIN');
    for (const part of [1, 2, 3]) await client.query('INSERT INTO noted VALUES ($1)', [`${name}${part}`]);
    await client.query(end);
    client.release();
  };
  await Promise.all([transaction('a', 'COMMIT'), transaction('b', 'ROLLBACK'), transaction('c', 'COMMIT')]);
  t.same(await noted(pool), ['a1', 'a2', 'a3', 'c1', 'c2', 'c3']);
});

t.test('a client that is released, and one whose statement fails, leave no transaction behind', async (t) => {
  const { db, pool } = await pooled(t);
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('INSERT INTO noted VALUES ($1)', ['gone']);
  client.release();
  t.same(await noted(pool), [], 'released');
  const failing = await pool.connect();
  await failing.query('BEGIN');
  await t.rejects(failing.query('SELECT nothing_there'));
  const waits = pool.query('INSERT INTO noted VALUES ($1)', ['later']);
  t.ok(db.isInTransaction(), 'a failed transaction is still its owner’s');
  await failing.query('ROLLBACK');
  await waits;
  t.same(await noted(pool), ['later']);
  await t.rejects(pool.query('BEGIN'), /client of its own/);
  t.notOk(db.isInTransaction());
  t.same(await noted(pool), ['later']);
});
