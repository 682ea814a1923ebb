import t from 'tap';
import type { OwnImageView } from '../../../services/cli/context.ts';
import { command } from '../../support/cli.ts';

const image: OwnImageView = {
  id: `sha256:${'ab'.repeat(32)}`,
  kind: 'benchmark',
  name: 'digits',
  bytes: 3_000_000,
  createdAt: new Date('2026-01-01T00:00:00Z'),
  neededBy: ['pinned for cpu', 'incident inc_1 is open'],
};

t.test('images list', async (t) => {
  const listImages = async () => [image, { ...image, neededBy: [] }];
  const { out, exit } = await command(['images', 'list'], { operations: { listImages } });
  t.equal(exit, 0);
  t.match(
    out,
    /abababababab +benchmark +digits +3 +2026-01-01T00:00:00.000Z +pinned for cpu; incident inc_1 is open\n/,
  );
  t.match(out, /nothing\n/);
});

t.test('images prune', async (t) => {
  const asked: boolean[] = [];
  const pruneImages = async (dryRun: boolean) => {
    asked.push(dryRun);
    return [{ image, result: dryRun ? 'would-remove' : 'removed' } as const];
  };
  t.match((await command(['images', 'prune', '--dry-run'], { operations: { pruneImages } })).out, /would be removed/);
  t.match((await command(['images', 'prune'], { operations: { pruneImages } })).out, /removed/);
  t.same(asked, [true, false]);
});

t.test('images export', async (t) => {
  const exportImage = async (what: string, file: string) => {
    t.same([what, file], ['run_1', 'image.tar']);
    return { reference: image.id, imageId: image.id, bytes: 5, sha256: 'c'.repeat(64) };
  };
  const { out } = await command(['images', 'export', 'run_1', 'image.tar'], { operations: { exportImage } });
  t.match(out, /sha256 cccc/);
  t.match(out, /docker load --input image.tar/);
  const json = await command(['images', 'export', 'run_1', 'image.tar', '--json'], { operations: { exportImage } });
  t.match(JSON.parse(json.out), { file: 'image.tar', sha256: 'c'.repeat(64), imageId: image.id });
});
