import t from 'tap';
import { chooseDevices, nodesOf } from '../../../workers/devices/choose.ts';
import { aDevice } from '../../support/devices.ts';

const on = (node: number | null, ...indices: number[]) =>
  indices.map((index) => aDevice({ index, uuid: `GPU-${index}`, numaNode: node }));
const chosen = (devices: ReturnType<typeof on>, count: number): string =>
  chooseDevices(devices, count)
    .map(({ index }) => index)
    .join('');

t.test('devices that are close together', async (t) => {
  const free = [...on(0, 0, 1, 2, 3), ...on(1, 4, 5)];
  t.equal(chosen(free, 2), '45', 'the node that it fills');
  t.equal(chosen(free, 3), '012');
  t.equal(chosen(free, 5), '01234', 'over nodes, the fullest first');
  t.equal(chosen([...free].reverse(), 3), '012', 'whatever their order');
  t.equal(chosen(on(null, 3, 1, 2), 2), '12', 'without nodes, the first');
  t.same(nodesOf([...on(1, 4), ...on(0, 0), ...on(null, 9), ...on(1, 5)]), [0, 1]);
});

t.test('MIG devices of one GPU are told apart', async (t) => {
  const parts = ['MIG-b', 'MIG-a', 'MIG-c'].map((uuid) => aDevice({ uuid, parent: 'GPU-0' }));
  t.same(
    chooseDevices(parts, 2).map(({ uuid }) => uuid),
    ['MIG-a', 'MIG-b'],
  );
});
