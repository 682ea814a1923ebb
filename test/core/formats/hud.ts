import { readFileSync } from 'node:fs';
import t from 'tap';
import { HUD } from '../../../services/core/formats/hud.ts';

t.test('a list of records, and a record alone', async (t) => {
  const list = JSON.parse(readFileSync(new URL('../../fixtures/formats/hud-list.json', import.meta.url), 'utf8'));
  t.strictSame(HUD.read(list), {
    kind: 'entries',
    entries: [
      { key: 'add_loop_eager.compile_time_instruction_count[eager]', value: 3086359081 },
      { key: 'add_loop_eager_dynamic.compile_time_instruction_count[eager]', value: 5712213247 },
    ],
    problems: [],
    settings: [
      ['benchmark', 'pr_time_benchmarks'],
      ['benchmark', 'pr_time_benchmarks'],
    ],
  });
  t.match(HUD.read(list[0]), { entries: [{ value: 3086359081 }] });
});

t.test('mode, type and backend tell records of one model apart; several values are several', async (t) => {
  const record = {
    benchmark: { mode: 'training', dtype: 'bfloat16', name: 1 },
    model: { name: 'm', backend: '' },
    metric: { name: 'latency', benchmark_values: [1, 2] },
  };
  t.match(HUD.read(record), {
    entries: [{ key: 'm.latency[training,bfloat16]', value: 1 }, { value: 2 }],
    settings: [],
  });
  t.match(HUD.read({ metric: { name: 'latency', benchmark_values: 3 } }), { entries: [{ key: 'latency', value: 3 }] });
});

t.test('records without values are counted; other documents are none', async (t) => {
  t.match(HUD.read([{}, 1, { metric: { name: 'x', benchmark_values: [] } }]), {
    entries: [],
    problems: ['2 of 3 records have no benchmark_values'],
  });
  for (const value of [null, [], {}, [{}], { metric: {} }]) t.equal(HUD.read(value), null);
});
