import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { testFolder } from '../../support/folder.ts';
import { pretendMachine } from '../../support/setup-machine.ts';

const NOBODY = 65_534;

t.test('a machine with everything: nothing to do, twice, with and without --check', async (t) => {
  const machine = pretendMachine(testFolder(t));
  for (const args of [['--check'], [], []]) {
    const { code, text } = await machine.setup(args);
    t.equal(code, 0, text);
    t.match(text, /^Nothing is missing: Node v22\.11\.0, Python 3\.11\.2, Docker engine 20\.10\.24\.$/m);
  }
});

t.test('--check names what would be done and does none of it', async (t) => {
  const machine = pretendMachine(testFolder(t), { without: ['mmdebstrap'] });
  machine.program('apt-get', 'echo called >> "$PLUMBLINE_CLONE/called"');
  machine.program('npm', 'echo called >> "$PLUMBLINE_CLONE/called"');
  utimesSync(join(machine.folder, 'clone/node_modules/.package-lock.json'), 1, 1);
  const { code, text } = await machine.setup(['--check']);
  t.equal(code, 3, text);
  t.match(text, 'install with apt-get: mmdebstrap');
  t.match(text, 'npm ci');
  t.match(text, 'Only looked');
  t.notOk(existsSync(join(machine.folder, 'clone/called')));
});

t.test('installs what is missing, then says it is ready', async (t) => {
  const machine = pretendMachine(testFolder(t), { without: ['mmdebstrap'] });
  machine.program(
    'apt-get',
    'echo "$@" >> "$PLUMBLINE_CLONE/called"; cp "$(dirname "$0")/npm" "$(dirname "$0")/mmdebstrap"',
  );
  const first = await machine.setup([]);
  t.equal(first.code, 0, first.text);
  t.match(first.text, /Plumbline set-up will:\n {2}- install with apt-get: mmdebstrap\n/);
  const second = await machine.setup([]);
  t.equal(second.code, 0);
  t.match(second.text, 'Nothing is missing', 'the second call finds it');
});

t.test('apt-get fails: the end of its log, exit 3', async (t) => {
  const machine = pretendMachine(testFolder(t), { without: ['mmdebstrap'] });
  machine.program('apt-get', 'echo "E: Unable to locate package"; exit 100');
  const { code, text } = await machine.setup([]);
  t.equal(code, 3);
  t.match(text, 'E: Unable to locate package');
});

t.test('another distribution, or not root: names the packages and exits 3', async (t) => {
  const fedora = pretendMachine(testFolder(t), {
    without: ['mmdebstrap'],
    distribution: 'ID=fedora\nNAME="Fedora Linux"\n',
  });
  const other = await fedora.setup([]);
  t.equal(other.code, 3);
  t.match(other.text, "install these packages (Debian's names): mmdebstrap");
  t.match(other.text, 'Nothing was changed');
});

t.test('a derivative of Ubuntu counts as Debian', async (t) => {
  const machine = pretendMachine(testFolder(t), {
    without: ['mmdebstrap'],
    distribution: 'ID=linuxmint\nID_LIKE="ubuntu debian"\n',
  });
  t.match((await machine.setup(['--check'])).text, 'install with apt-get: mmdebstrap');
});

t.test('not root', { skip: process.getuid?.() !== 0 && 'only root can become somebody else' }, async (t) => {
  const machine = pretendMachine(testFolder(t), { without: ['mmdebstrap'] });
  const { code, text } = await machine.setup([], { uid: NOBODY });
  t.equal(code, 3, text);
  t.match(text, "install these packages (Debian's names): mmdebstrap");
});

t.test(
  'not root, and nothing is missing',
  { skip: process.getuid?.() !== 0 && 'only root can become somebody else' },
  async (t) => {
    const { code, text } = await pretendMachine(testFolder(t)).setup([], { uid: NOBODY });
    t.equal(code, 0, text);
  },
);

t.test('Node too old, or absent: says which is needed, changes nothing', async (t) => {
  const machine = pretendMachine(testFolder(t));
  machine.program('node', 'case "$1" in --version) echo v18.20.4 ;; *) exit 1 ;; esac');
  const old = await machine.setup([]);
  t.equal(old.code, 3);
  t.match(old.text, 'Node.js v18.20.4 is too old; 20.19 or newer is needed');
});

t.test('npm: the lock is newer than what is installed; npm ci refuses, npm install --no-save takes it', async (t) => {
  const machine = pretendMachine(testFolder(t));
  writeFileSync(join(machine.folder, 'clone/calls'), '');
  machine.program('npm', 'echo "$1 $2" >> calls; [ "$1" = install ]');
  utimesSync(join(machine.folder, 'clone/node_modules/.package-lock.json'), 1, 1);
  const { code, text } = await machine.setup([]);
  t.equal(code, 0, text);
  t.match(text, 'npm ci refused the lock file');
});

t.test('usage', async (t) => {
  const machine = pretendMachine(testFolder(t));
  t.equal((await machine.setup(['--what'])).code, 2);
  const help = await machine.setup(['--help']);
  t.equal(help.code, 0);
  t.match(help.text, '--for-tests');
});
