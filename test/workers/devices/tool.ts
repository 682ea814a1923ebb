import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { runTool } from '../../../workers/devices/tool.ts';
import { testFolder } from '../../support/folder.ts';

t.test('a tool that answers, fails, is killed, or is not there', async (t) => {
  t.same(await runTool('printf', ['hello']), { kind: 'ok', output: 'hello' });
  t.same(await runTool('plumbline-no-such-tool', []), { kind: 'missing' });
  t.same(await runTool('sh', ['-c', 'echo "Failed to initialize NVML" >&2; exit 9']), {
    kind: 'failed',
    reason: 'exit code 9: Failed to initialize NVML',
  });
  t.same(await runTool('sh', ['-c', 'exit 3']), { kind: 'failed', reason: 'exit code 3' });
  t.match(await runTool('sh', ['-c', 'kill -9 $$']), { kind: 'failed', reason: /SIGKILL/ });
  const folder = testFolder(t);
  const plain = join(folder, 'tool');
  writeFileSync(plain, 'no program');
  chmodSync(plain, 0o644);
  t.match(await runTool(plain, []), { kind: 'failed', reason: /EACCES/ });
});

t.test('one that hangs is given up, even where it holds its output open', async (t) => {
  const end = await runTool('sh', ['-c', 'sleep 5 & sleep 60'], 100);
  t.same(end, { kind: 'timed-out' });
});
