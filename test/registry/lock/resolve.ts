import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parseLock } from '../../../services/registry/lock/lock.ts';
import { resolveLock } from '../../../services/registry/lock/resolve.ts';
import { testFolder } from '../../support/folder.ts';
import { onlyWheelsOf, writeWheel } from '../../support/wheel.ts';

const target = { python: '3.11', architecture: 'amd64', suite: 'bookworm' } as const;

t.test('follows the channel to the newest wheels, whole closure, hashed', async (t) => {
  const folder = testFolder(t);
  const wheels = join(folder, 'wheels');
  writeWheel(wheels, { name: 'alpha', version: '1.0', needs: 'beta>=1' });
  const alpha = writeWheel(wheels, { name: 'alpha', version: '1.2', needs: 'beta>=1' });
  const beta = writeWheel(wheels, { name: 'beta', version: '3.0' });
  onlyWheelsOf(wheels);
  const requirements = join(folder, 'requirements.in');
  writeFileSync(requirements, 'Alpha>=1,<2  # the framework\n');
  const resolved = await resolveLock({ requirements, target, scratch: join(folder, 'scratch') });
  const expected = [
    { name: 'alpha', version: '1.2', sha256: [alpha] },
    { name: 'beta', version: '3.0', sha256: [beta] },
  ];
  t.same(resolved.packages, expected);
  t.same(parseLock(resolved.text), { packages: expected, problems: [] });
  t.match(resolved.text, /^# Wheels for Python 3\.11 on amd64, resolved from requirements\.in\./);
  t.match(resolved.markersOf, /^3\.\d+$/);

  writeFileSync(requirements, 'alpha>=2\n');
  await t.rejects(resolveLock({ requirements, target, scratch: join(folder, 'scratch') }), {
    code: 'RESOLVE_FAILED',
    message: /No matching distribution found for alpha>=2/,
  });
});

t.test('an address or an option is refused before pip sees it', async (t) => {
  const requirements = join(testFolder(t), 'requirements.in');
  for (const line of [
    'git+https://example.test/x',
    '-e .',
    './local',
    'x @ https://example.test/x.whl',
    '--index-url x',
  ]) {
    writeFileSync(requirements, `# head\nnumpy[extra]>=1; python_version<"4"\n${line}\n`);
    await t.rejects(
      resolveLock({ requirements, target, scratch: t.testdirName }),
      { code: 'CATALOG_INVALID', place: { file: requirements, line: 3 } },
      line,
    );
  }
});
