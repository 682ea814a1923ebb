import { writeFileSync } from 'node:fs';
import t from 'tap';
import { readSeccompProfile } from '../../../workers/docker/seccomp.ts';
import { requireUserNamespace } from '../../../workers/docker/user-namespace.ts';
import { testFolder } from '../../support/folder.ts';

t.test('a profile is handed on as its own JSON', async (t) => {
  const file = `${testFolder(t)}/profile.json`;
  const profile = {
    defaultAction: 'SCMP_ACT_ALLOW',
    syscalls: [{ names: ['mkdir'], action: 'SCMP_ACT_ERRNO', errnoRet: 1 }],
  };
  writeFileSync(file, JSON.stringify(profile, null, 2));
  t.equal(await readSeccompProfile(file), `seccomp=${JSON.stringify(profile)}`);
});

t.test('what is no profile is refused with its name', async (t) => {
  const folder = testFolder(t, {
    'text.json': 'seccomp',
    'list.json': '[]',
    'action.json': '{"defaultAction": "ALLOW"}',
    'names.json': '{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": [], "action": "SCMP_ACT_ALLOW"}]}',
    'large.json': ' '.repeat(1_048_577),
  });
  for (const name of ['absent.json', 'text.json', 'list.json', 'action.json', 'names.json', 'large.json']) {
    const file = `${folder}/${name}`;
    await t.rejects(
      readSeccompProfile(file),
      { code: 'CONFIG_INVALID', message: /^worker\.seccompProfile: /, place: { file } },
      name,
    );
  }
});

t.test('an engine with the host’s own user ids is refused where that is asked', async (t) => {
  t.doesNotThrow(() => requireUserNamespace(['name=seccomp,profile=default', 'name=userns']));
  t.doesNotThrow(() => requireUserNamespace(['name=rootless']));
  t.throws(() => requireUserNamespace(['name=seccomp,profile=default']), {
    code: 'ENGINE_REFUSED',
    message: /it has name=seccomp,profile=default.*--userns-remap/,
  });
  t.throws(() => requireUserNamespace([]), { code: 'ENGINE_REFUSED', message: /no security options/ });
});
