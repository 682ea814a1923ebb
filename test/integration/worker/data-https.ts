import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { systemClock } from '../../../services/composition/clock.ts';
import { sha256Hex } from '../../../services/core/model/identity.ts';
import { testCache } from '../../support/dataset-cache.ts';
import { fileServer, pinFrom } from '../../support/file-server.ts';
import { testFolder } from '../../support/folder.ts';

// Files over HTTP from servers that behave, and from servers that cut, lie, redirect and dawdle. Plain http on the
// loopback is allowed here by `data.private`, and refused where it is not named.

const here = { privateHosts: ['127.0.0.1'] };
const BIG = randomBytes(3_000_000);
const one = (base: string, content: Buffer | string = BIG, path = 'big.bin') =>
  pinFrom({ kind: 'https', url: `${base}/big.bin` }, { [path]: content });

/** Sends the first bytes of a whole answer and cuts the connection. */
function cutAfter(response: ServerResponse, bytes: number, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-length': String(BIG.length), ...headers });
  response.write(BIG.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20));
}

t.test('a folder: each member below the address, escaped; equal files once', async (t) => {
  const files = { 'a.txt': 'aaa', 'deep/b c#.txt': 'bbb', 'copy.txt': 'aaa' };
  const server = await fileServer(t, (request, response) => {
    const text = { '/set/a.txt': 'aaa', '/set/deep/b%20c%23.txt': 'bbb' }[request.url ?? ''];
    response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  const cache = testCache(testFolder(t), here);
  const pin = pinFrom({ kind: 'https', url: `${server.base}/set/` }, files);
  const [folder, again] = await Promise.all([cache.provide(pin), cache.provide(pin)]);
  t.equal(folder, again);
  for (const [path, text] of Object.entries(files)) t.equal(readFileSync(`${folder}/${path}`, 'utf8'), text);
  t.equal(server.asked.length, 2, 'one download a content, shared by both callers');
});

t.test('a cut download goes on where it ended', async (t) => {
  const server = await fileServer(t, (request, response, count) => {
    if (count === 1) return cutAfter(response, 1_000_000, { etag: '"v1"' });
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
    response.writeHead(206, {
      etag: '"v1"',
      'content-range': `bytes ${from}-${BIG.length - 1}/${BIG.length}`,
      'content-length': String(BIG.length - from),
    });
    response.end(BIG.subarray(from));
  });
  const folder = await testCache(testFolder(t), here).provide(one(server.base));
  t.equal(sha256Hex(readFileSync(`${folder}/big.bin`)), sha256Hex(BIG));
  t.equal(server.asked.length, 2);
  t.match(server.asked[1], { range: /^bytes=[1-9]\d*-$/, ifRange: '"v1"' });
});

t.test('a server that ignores the range, answers another, or none: from the beginning', async (t) => {
  for (const second of [
    (response: ServerResponse) => response.writeHead(200).end(BIG),
    (response: ServerResponse) => response.writeHead(206, { 'content-range': `bytes 5-9/${BIG.length}` }).end('12345'),
    (response: ServerResponse) => response.writeHead(416).end(),
    (response: ServerResponse) =>
      response
        .writeHead(206, { 'content-range': `bytes 1000000-${BIG.length - 1}/${BIG.length}` })
        .end(BIG.subarray(0, 2_000_000)),
  ]) {
    const server = await fileServer(t, (_, response, count) => {
      if (count === 1) return cutAfter(response, 1_000_000, { 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT' });
      if (count === 2) second(response);
      else response.writeHead(200).end(BIG);
    });
    const folder = await testCache(testFolder(t), here).provide(one(server.base));
    t.equal(sha256Hex(readFileSync(`${folder}/big.bin`)), sha256Hex(BIG));
  }
});

t.test('without a validator nothing is resumed', async (t) => {
  const server = await fileServer(t, (_, response, count) => {
    if (count === 1) cutAfter(response, 1_000_000, { etag: 'W/"weak"' });
    else response.writeHead(200).end(BIG);
  });
  await testCache(testFolder(t), here).provide(one(server.base));
  t.equal(server.asked[1]?.range, undefined);
});

t.test('a worker that was killed left a piece: the next one goes on; an old piece is removed', async (t) => {
  const root = testFolder(t);
  mkdirSync(`${root}/partial`);
  mkdirSync(`${root}/fetch-abc`);
  const path = `${root}/partial/${sha256Hex(BIG)}`;
  writeFileSync(path, BIG.subarray(0, 2_000_000));
  writeFileSync(`${path}.validator`, '"v1"');
  writeFileSync(`${root}/partial/old`, 'x');
  utimesSync(`${root}/partial/old`, new Date(0), new Date(0));
  const server = await fileServer(t, (_, response) =>
    response
      .writeHead(206, { 'content-range': `bytes 2000000-${BIG.length - 1}/${BIG.length}` })
      .end(BIG.subarray(2_000_000)),
  );
  await testCache(root, here).provide(one(server.base));
  t.match(server.asked, [{ range: 'bytes=2000000-', ifRange: '"v1"' }]);
  t.same(readdirSync(`${root}/partial`), []);
  t.notOk(existsSync(`${root}/fetch-abc`));
});

t.test('tries are bounded, a busy server is left alone for a while, and 404 is not asked twice', async (t) => {
  const busy = await fileServer(t, (_, response, count) =>
    count < 3 ? response.writeHead(503, { 'retry-after': '1' }).end() : response.writeHead(200).end(BIG),
  );
  await testCache(testFolder(t), here).provide(one(busy.base));
  t.equal(busy.asked.length, 3);
  const dead = await fileServer(t, (_, response) => response.writeHead(500).end());
  await t.rejects(testCache(testFolder(t), { ...here, patience: { tries: 3 } }).provide(one(dead.base)), {
    code: 'DATASET_MISSING',
    message: /answered 500 \(3 tries\)/,
  });
  t.equal(dead.asked.length, 3);
  const gone = await fileServer(t, (_, response) => response.writeHead(404).end());
  await t.rejects(testCache(testFolder(t), here).provide(one(`${gone.base}/x`)), {
    code: 'DATASET_MISSING',
    message: /data set served: big\.bin: .*\/x\/big\.bin answered 404/,
  });
  t.equal(gone.asked.length, 1);
});

t.test('when one file cannot be had, the others are given up before the set is', async (t) => {
  let slow = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    slow = resolve;
  });
  const server = await fileServer(t, (request, response) => {
    if (request.url === '/gone.txt') return void asked.then(() => response.writeHead(404).end());
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half', slow);
  });
  let over = false;
  const late: string[] = [];
  const clock = {
    ...systemClock,
    sleep(ms: number, signal?: AbortSignal) {
      if (over) late.push(`${ms} ms before another try`);
      return systemClock.sleep(ms, signal);
    },
  };
  const pin = pinFrom({ kind: 'https', url: `${server.base}/` }, { 'gone.txt': 'gone', 'slow.bin': 'x'.repeat(1000) });
  await t.rejects(testCache(testFolder(t), { ...here, clock }).provide(pin), { message: /gone\.txt answered 404/ });
  over = true;
  // A download that goes on hears of its closed connection by now, and waits before it tries again.
  await sleep(200);
  t.same(late, []);
});

t.test('other bytes, more of them, or fewer', async (t) => {
  const answer = async (content: Buffer, chunked = false) => {
    const server = await fileServer(t, (_, response) => {
      response.writeHead(200, chunked ? {} : { 'content-length': String(content.length) });
      response.write(content);
      response.end();
    });
    const provided = testCache(testFolder(t), here).provide(one(server.base));
    await t.rejects(provided, { code: 'DATASET_CORRUPT', message: /data set served, file big\.bin: / });
    t.equal(server.asked.length, 1, 'not asked again');
    return provided.catch((error: Error) => error.message);
  };
  const other = Buffer.from(BIG);
  other.writeUInt8(other.readUInt8(7) ^ 1, 7);
  t.match(await answer(other), new RegExp(`its SHA-256 is ${sha256Hex(other)}, pinned is ${sha256Hex(BIG)}`));
  t.match(await answer(Buffer.concat([BIG, BIG])), /has 6000000 bytes, pinned are 3000000/);
  t.match(await answer(Buffer.concat([BIG, BIG]), true), /has more than 3000000 bytes/);
  t.match(await answer(BIG.subarray(1)), /has 2999999 bytes/);
  t.match(await answer(BIG.subarray(1), true), /its SHA-256 is/);
});

t.test('an answer that stops, and one that comes byte by byte', async (t) => {
  const stops = await fileServer(t, (_, response) => {
    response.writeHead(200, { 'content-length': String(BIG.length) });
    response.write('x');
  });
  const patience = { idleMs: 200, tries: 2 };
  await t.rejects(testCache(testFolder(t), { ...here, patience }).provide(one(stops.base)), {
    code: 'DATASET_MISSING',
  });
  const drips = await fileServer(t, (_, response) => {
    response.writeHead(200, { 'content-length': String(BIG.length) });
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(timer));
  });
  await t.rejects(testCache(testFolder(t), { ...here, patience }).provide(one(drips.base)), {
    code: 'DATASET_MISSING',
    message: /bytes in \d+ ms/,
  });
  const silent = await fileServer(t, () => undefined);
  const deaf = { connectMs: 200, tries: 1 };
  await t.rejects(testCache(testFolder(t), { ...here, patience: deaf }).provide(one(silent.base)), {
    code: 'DATASET_MISSING',
  });
});

t.test('redirects: followed to allowed places, bounded, never to a metadata service', async (t) => {
  const target = await fileServer(t, (_, response) => response.writeHead(200).end(BIG));
  const to = (location: string) =>
    fileServer(t, (_, response) => response.writeHead(302, { location: location || '/big.bin' }).end());
  const good = await to(`${target.base}/moved?signature=secret`);
  await testCache(testFolder(t), here).provide(one(good.base));
  t.equal(target.asked[0]?.url, '/moved?signature=secret');
  for (const [location, message] of [
    ['http://169.254.169.254/latest/meta-data/', /169\.254\.169\.254 is at 169\.254\.169\.254/],
    ['http://[::ffff:a9fe:a9fe]/x', /it is private|plain http/],
    ['http://10.0.0.1/x', /10\.0\.0\.1 is at/],
    ['file:///etc/passwd', /neither https nor http/],
    ['http://me:pw@127.0.0.1/x', /name or password/],
    ['', /more than 5 redirects/],
  ] as const) {
    const server = await to(location);
    const provided = testCache(testFolder(t), here).provide(one(server.base));
    await t.rejects(provided, { code: 'ORIGIN_REFUSED', message }, location);
    t.notMatch(await provided.catch((error: Error) => error.message), /pw@/);
  }
  const origins = [`${good.base}/big.bin`];
  await t.rejects(testCache(testFolder(t), { ...here, origins }).provide(one(good.base)), {
    code: 'ORIGIN_REFUSED',
    message: /moved is below none of data\.origins/,
  });
});

t.test('loopback is refused unless it is named, by name and by address', async (t) => {
  const server = await fileServer(t, (_, response) => response.writeHead(200).end(BIG));
  const port = new URL(server.base).port;
  for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '0x7f.1', '2130706433']) {
    const pin = one(`http://${host}:${port}`);
    await t.rejects(testCache(testFolder(t)).provide(pin), { code: 'ORIGIN_REFUSED' }, host);
  }
  await t.rejects(testCache(testFolder(t)).provide(one(`https://127.0.0.1:${port}`)), { code: 'ORIGIN_REFUSED' });
  t.same(server.asked, [], 'nothing was asked');
  await testCache(testFolder(t), { privateHosts: ['localhost', '127.0.0.0/8'] }).provide(
    one(`http://localhost:${port}`),
  );
});

t.test('origins', async (t) => {
  const server = await fileServer(t, (_, response) => response.writeHead(200).end(BIG));
  const cache = (origins: readonly string[]) => testCache(testFolder(t), { ...here, origins });
  await t.rejects(cache(['https://data.example']).provide(one(server.base)), {
    code: 'ORIGIN_REFUSED',
    message: new RegExp(`data set served: ${server.base}/big.bin is below none of data.origins`),
  });
  t.ok(await cache([server.base]).provide(one(server.base)));
  const secret = {
    ...one(server.base),
    source: { kind: 'https' as const, url: `${server.base.replace('//', '//u:pw@')}/x` },
  };
  await t.rejects(cache([]).provide(secret), { code: 'ORIGIN_REFUSED', message: /^(?!.*pw).*name or password/ });
});

t.test('two sets that share a file are fetched at the same time, each whole', async (t) => {
  const server = await fileServer(t, (request, response) => {
    if (request.url !== '/big.bin') return void response.end(request.url?.slice(1));
    response.writeHead(200, { 'content-length': String(BIG.length), etag: '"v1"' });
    const send = (at: number): void => {
      if (at >= BIG.length) return void response.end();
      response.write(BIG.subarray(at, at + 100_000), () => setTimeout(() => send(at + 100_000), 10));
    };
    send(0);
  });
  const cache = testCache(testFolder(t), here);
  const source = { kind: 'https', url: `${server.base}/` } as const;
  const [first, second] = ['a', 'b'].map((name) => pinFrom(source, { [name]: name, 'big.bin': BIG }));
  const later = new Promise((resolve) => setTimeout(resolve, 100)).then(() => cache.provide(second as never));
  const folders = await Promise.all([cache.provide(first as never), later]);
  for (const folder of folders) t.equal(sha256Hex(readFileSync(`${folder}/big.bin`)), sha256Hex(BIG));
});
