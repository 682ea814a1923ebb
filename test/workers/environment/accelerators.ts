import t from 'tap';
import { readAmd, readNvidia } from '../../../workers/environment/accelerators.ts';

t.test('nvidia-smi', async (t) => {
  const csv = [
    'NVIDIA H100 80GB HBM3, GPU-0a1b2c3d-0000-1111-2222-333344445555, 550.54.15, 96.00.89.00.01',
    'NVIDIA T4, GPU-ffffffff-0000-1111-2222-333344445555, 550.54.15, [N/A]',
    '',
  ].join('\n');
  t.same(readNvidia(csv), [
    {
      vendor: 'nvidia',
      model: 'NVIDIA H100 80GB HBM3',
      uuid: 'GPU-0a1b2c3d-0000-1111-2222-333344445555',
      driver: '550.54.15',
      firmware: '96.00.89.00.01',
    },
    {
      vendor: 'nvidia',
      model: 'NVIDIA T4',
      uuid: 'GPU-ffffffff-0000-1111-2222-333344445555',
      driver: '550.54.15',
      firmware: '',
    },
  ]);
  t.same(readNvidia('No devices were found\n'), []);
  t.same(readNvidia(''), []);
});

t.test('rocm-smi', async (t) => {
  const json = JSON.stringify({
    card0: { 'Unique ID': '0x8a', 'VBIOS version': '113-M3000100-102', 'Card Series': 'AMD Instinct MI300X' },
    card1: { 'Unique ID': 'N/A', 'VBIOS version': '113', 'Card series': 'N/A', 'Card model': '0x74a1' },
    system: { 'Driver version': '6.7.0' },
  });
  t.same(readAmd(json), [
    { vendor: 'amd', model: 'AMD Instinct MI300X', uuid: '0x8a', driver: '6.7.0', firmware: '113-M3000100-102' },
    { vendor: 'amd', model: '0x74a1', uuid: '', driver: '6.7.0', firmware: '113' },
  ]);
  t.same(readAmd('WARNING: no devices'), []);
  t.same(readAmd(''), []);
  t.same(readAmd('null'), []);
});
