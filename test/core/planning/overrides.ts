import t from 'tap';
import { overrideConfig } from '../../../services/core/planning/overrides.ts';

const config = { epochs: 3, augment: false, optimizer: 'sgd' };

t.test('known keys are replaced, and a text takes the type of what it replaces', async (t) => {
  t.strictSame(overrideConfig(config, {}), config);
  t.strictSame(overrideConfig(config, { epochs: 5 }), { ...config, epochs: 5 });
  t.strictSame(overrideConfig(config, { epochs: '1e1', augment: 'true', optimizer: '7' }), {
    epochs: 10,
    augment: true,
    optimizer: '7',
  });
  t.strictSame(overrideConfig(config, { augment: 'false' }), config);
});

t.test('an unknown key is refused with the known ones', async (t) => {
  t.throws(() => overrideConfig(config, { epoch: 5 }), {
    code: 'INPUT_INVALID',
    message: 'configuration key "epoch" is unknown; known: augment, epochs, optimizer',
  });
  t.throws(() => overrideConfig({}, { constructor: 'x' }), { message: /unknown; known: none/ });
});

t.test('a value of another type is refused with the type that is wanted', async (t) => {
  for (const [key, value, type] of [
    ['epochs', 'many', 'number'],
    ['epochs', ' ', 'number'],
    ['epochs', 'Infinity', 'number'],
    ['epochs', true, 'number'],
    ['augment', 'yes', 'boolean'],
    ['optimizer', 3, 'string'],
  ] as const) {
    t.throws(() => overrideConfig(config, { [key]: value }), { code: 'INPUT_INVALID', message: new RegExp(type) });
  }
});
