import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { pack } from 'tar-stream';
import { testCache } from '../../support/dataset-cache.ts';
import { fileServer, pinFrom } from '../../support/file-server.ts';
import { testFolder } from '../../support/folder.ts';

// Members of archives, good and hostile ones: links, paths that leave the folder, bombs, and what is no archive at all.

const here = { privateHosts: ['127.0.0.1'] };
const FILES = { 'a.txt': 'aaa', 'deep/b.txt': 'bbb' };

type Entry = readonly [header: { readonly name: string; type?: string; linkname?: string }, content?: string];

async function tar(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const [header, content] of entries) archive.entry(header as { name: string }, content as string);
  archive.finalize();
  return buffer(archive);
}

async function serve(t: Test, body: Buffer): Promise<string> {
  const { base } = await fileServer(t, (_, response) => response.writeHead(200).end(body));
  return `${base}/set.archive`;
}

type Kind = 'tar' | 'tar.gz' | 'zip';
async function provide(t: Test, archive: Kind, body: Buffer, files: Record<string, string> = FILES, prefix = 'x/') {
  const root = testFolder(t);
  const source = { kind: 'https' as const, url: await serve(t, body), archive };
  const pin = pinFrom(source, files, (path) => `${prefix}${path}`);
  return { root, provided: testCache(root, here).provide(pin) };
}

const GOOD: readonly Entry[] = [
  [{ name: 'x/', type: 'directory' }],
  [{ name: './x/a.txt' }, 'aaa'],
  [{ name: '../outside.txt' }, 'never written'],
  [{ name: 'x/not-asked-for' }, 'never written'],
  [{ name: 'x/deep/b.txt' }, 'bbb'],
];

/** Writes a zip file; entries are name, content, and mode. */
const ZIP = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as zipped:
    for name, text, mode in zip(sys.argv[2::3], sys.argv[3::3], sys.argv[4::3]):
        info = zipfile.ZipInfo(name)
        info.external_attr = int(mode, 8) << 16
        zipped.writestr(info, text, zipfile.ZIP_DEFLATED)
`;
function zip(t: Test, entries: readonly (readonly [name: string, text: string, mode?: string])[]): Buffer {
  const file = `${testFolder(t)}/made.zip`;
  const args = entries.flatMap(([name, text, mode = '100644']) => [name, text, mode]);
  execFileSync('python3', ['-c', ZIP, file, ...args]);
  return readFileSync(file);
}

t.test('members come out of a tar, a packed tar and a zip, and nothing else does', async (t) => {
  const plain = await tar(GOOD);
  const zipped = zip(t, [
    ['x/a.txt', 'aaa'],
    ['../outside.txt', 'never written'],
    ['x/deep/b.txt', 'bbb'],
  ]);
  for (const [kind, body] of [
    ['tar', plain],
    ['tar.gz', gzipSync(plain)],
    ['zip', zipped],
  ] as const) {
    const { root, provided } = await provide(t, kind, body);
    const folder = await provided;
    for (const [path, text] of Object.entries(FILES)) t.equal(readFileSync(`${folder}/${path}`, 'utf8'), text, kind);
    t.same(readdirSync(folder).sort(), ['a.txt', 'deep']);
    t.notOk(existsSync(`${root}/outside.txt`));
    t.same(readdirSync(`${root}/partial`), [], 'the archive itself is gone');
  }
});

t.test('links and other things in the place of a member are refused', async (t) => {
  for (const header of [
    { name: 'x/a.txt', type: 'symlink', linkname: '/etc/passwd' },
    { name: 'x/a.txt', type: 'link', linkname: 'x/other' },
    { name: 'x/a.txt', type: 'fifo' },
  ]) {
    const { provided } = await provide(t, 'tar', await tar([[header]]));
    await t.rejects(provided, {
      code: 'DATASET_CORRUPT',
      message: /file x\/a\.txt: it is a (link|fifo) in the archive/,
    });
  }
  const linked = zip(t, [['x/a.txt', '/etc/passwd', '120777']]);
  await t.rejects((await provide(t, 'zip', linked)).provided, {
    code: 'DATASET_CORRUPT',
    message: /file x\/a\.txt: it is a link in the archive/,
  });
});

t.test('what is longer than pinned, missing, or no archive', async (t) => {
  const long = await tar([[{ name: 'x/a.txt' }, 'a'.repeat(1000)]]);
  await t.rejects((await provide(t, 'tar', long)).provided, {
    message: /it has 1000 bytes in the archive, pinned are 3/,
  });
  await t.rejects((await provide(t, 'zip', zip(t, [['x/a.txt', 'a'.repeat(1000)]]))).provided, {
    code: 'DATASET_CORRUPT',
    message: /more bytes in the archive than the pinned 3/,
  });
  const short = await tar([[{ name: 'x/a.txt' }, 'aaa']]);
  await t.rejects((await provide(t, 'tar', short)).provided, {
    code: 'DATASET_CORRUPT',
    message: /deep\/b\.txt: there is no such file/,
  });
  for (const kind of ['tar', 'tar.gz', 'zip'] as const) {
    await t.rejects(
      (await provide(t, kind, Buffer.from('<html>not found</html>'.repeat(100)))).provided,
      {
        code: 'DATASET_CORRUPT',
        message: /the archive cannot be read as/,
      },
      kind,
    );
  }
  const cut = gzipSync(await tar(GOOD));
  await t.rejects((await provide(t, 'tar.gz', cut.subarray(0, cut.length - 30))).provided, { code: 'DATASET_CORRUPT' });
});

t.test('a bomb ends at the bound', async (t) => {
  // 1.2 GB of zeros in front of the member: more than four times what is pinned and 1 GiB.
  const zeros = Array<Buffer>(120).fill(gzipSync(Buffer.alloc(10_000_000)));
  const entry = pack();
  entry.entry({ name: 'bomb', size: 1_200_000_000 });
  await once(entry, 'readable');
  const head = gzipSync(entry.read() as Buffer);
  const { provided } = await provide(t, 'tar.gz', Buffer.concat([head, ...zeros]));
  await t.rejects(provided, { code: 'DATASET_CORRUPT', message: /unpacks to more than 1073741848 bytes/ });
});
