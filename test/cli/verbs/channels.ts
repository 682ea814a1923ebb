import t from 'tap';
import { command } from '../../support/cli.ts';

const state = {
  channel: 'base:python:amd64',
  kind: 'base',
  pointer: 'python:3.11',
  digest: `sha256:${'a'.repeat(64)}`,
  firstAt: '2026-01-01T00:00:00Z',
  lastAt: '2026-01-02T00:00:00Z',
} as const;

t.test('channels, and one of them', async (t) => {
  const { out } = await command(['channels'], { client: { channels: async () => [state] } });
  t.match(out, /base:python:amd64 +python:3.11 +sha256:a{64} +2026-01-01T00:00:00Z +2026-01-02T00:00:00Z/);
  const asked: unknown[] = [];
  const channelHistory = async (...args: unknown[]) => {
    asked.push(args);
    return { items: [state], next: 'more' };
  };
  const one = await command(['channels', state.channel, '--limit', '1'], { client: { channelHistory } });
  t.match(one.out, /More: --cursor more/);
  t.same(asked, [[state.channel, { limit: 1 }]]);
});
