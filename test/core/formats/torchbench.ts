import { readFileSync } from 'node:fs';
import t from 'tap';
import { TORCHBENCH } from '../../../services/core/formats/torchbench.ts';

t.test('metrics, the unit of latencies, and the environment', async (t) => {
  const file = JSON.parse(
    readFileSync(new URL('../../fixtures/formats/torchbench-composed.json', import.meta.url), 'utf8'),
  );
  t.strictSame(TORCHBENCH.read(file), {
    kind: 'entries',
    entries: [
      { key: 'test_eval[timm_regnet-cuda-eager]_latency', value: 31.28, unit: 'ms' },
      { key: 'test_eval[timm_regnet-cuda-eager]_cmem', value: 2.1 },
      { key: 'test_eval[timm_regnet-cuda-eager]_gmem', value: 3.4 },
    ],
    settings: [
      ['name', 'torch-nightly'],
      ['environ.pytorch_git_version', '0a1b2c3'],
      ['environ.pytorch_version', '2.2.0.dev20231001+cu121'],
      ['environ.device', 'NVIDIA A100-SXM4-40GB'],
    ],
  });
});

t.test('other documents are none', async (t) => {
  for (const value of [null, [], {}, { name: 'x', metrics: {} }, { name: 1, metrics: {}, environ: {} }])
    t.equal(TORCHBENCH.read(value), null);
});
