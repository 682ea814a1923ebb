import t from 'tap';
import { decodeCursor, encodeCursor } from '../../services/store/cursor.ts';

const position = { at: '2026-03-01T12:00:00.123456Z', id: 'run_00000001' };

t.test('a cursor comes back as it was', async (t) => {
  t.same(decodeCursor(encodeCursor(position)), position);
});

t.test('anything else is refused', async (t) => {
  const wrap = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const broken = [
    '',
    'broken',
    '%%%',
    'x'.repeat(10_000),
    wrap([position.at]),
    wrap([position.at, 7]),
    wrap(['yesterday', 'run_1']),
    wrap(['2026-99-99T12:00:00Z', 'run_1']),
    wrap({ at: position.at, id: position.id }),
    `${encodeCursor(position)}=`,
    `${encodeCursor(position)} `,
  ];
  for (const cursor of broken) t.throws(() => decodeCursor(cursor), { code: 'INPUT_INVALID' }, cursor.slice(0, 40));
});
