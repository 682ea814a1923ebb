import t from 'tap';
import { readCpuInfo, readCpuList } from '../../../workers/environment/cpu.ts';

t.test('model and microcode', async (t) => {
  const x86 =
    'processor\t: 0\nmodel name\t: Intel(R) Xeon(R) CPU @ 2.80GHz\nmicrocode\t: 0xd0003d1\n\nprocessor\t: 1\n';
  t.same(readCpuInfo(x86), { model: 'Intel(R) Xeon(R) CPU @ 2.80GHz', microcode: '0xd0003d1' });
  const arm = 'processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd4f\nCPU revision\t: 1\n';
  t.same(readCpuInfo(arm), { model: 'arm 0x41 part 0xd4f revision 1', microcode: '' });
  t.same(readCpuInfo(''), { model: '', microcode: '' });
});

t.test('lists of processors', async (t) => {
  t.same(readCpuList('0-3,8\n'), [0, 1, 2, 3, 8]);
  t.same(readCpuList('5'), [5]);
  t.same(readCpuList(''), []);
  t.same(readCpuList('x-y'), []);
  t.equal(readCpuList('0-999999').length, 4096, 'bounded');
});
