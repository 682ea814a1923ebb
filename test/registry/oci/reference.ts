import t from 'tap';
import { apiHost, familiarName, parseReference } from '../../../services/registry/oci/reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

t.test('names are taken apart as the docker client does', async (t) => {
  const cases: readonly [string, string, string, string | null, string | null][] = [
    ['python', 'docker.io', 'library/python', null, null],
    ['python:3.11-slim', 'docker.io', 'library/python', '3.11-slim', null],
    ['docker.io/python', 'docker.io', 'library/python', null, null],
    ['index.docker.io/library/python', 'docker.io', 'library/python', null, null],
    ['pytorch/pytorch:2.4', 'docker.io', 'pytorch/pytorch', '2.4', null],
    ['localhost/x', 'localhost', 'x', null, null],
    ['localhost:5000/x:1', 'localhost:5000', 'x', '1', null],
    ['nvcr.io/nvidia/pytorch:24.07-py3', 'nvcr.io', 'nvidia/pytorch', '24.07-py3', null],
    [`r.example:5000/a/b__c@${digest}`, 'r.example:5000', 'a/b__c', null, digest],
    [`x:1@${digest}`, 'docker.io', 'library/x', '1', digest],
    ['[::1]:5000/x:1', '[::1]:5000', 'x', '1', null],
    ['Host/x', 'Host', 'x', null, null],
  ];
  for (const [text, registry, repository, tag, wanted] of cases) {
    t.same(parseReference(text), { registry, repository, tag, digest: wanted }, text);
  }
});

t.test('what is no reference is refused with the reason', async (t) => {
  for (const [text, reason] of [
    ['', /a part of the name is empty/],
    ['a//b', /a part of the name is empty/],
    ['Python', /"Python" has other characters/],
    ['a b', /other characters/],
    ['x:', /the tag is ""/],
    ['x:bad tag', /the tag is "bad tag"/],
    ['x@sha256:12', /64 hex digits/],
    ['x@md5:1', /64 hex digits/],
    ['bad_host.example/x', /the registry is "bad_host.example"/],
    ['user:word@r.example/x', /64 hex digits/],
    [`${'a'.repeat(256)}`, /more than 255/],
  ] as const) {
    t.throws(() => parseReference(text), { code: 'INPUT_INVALID', message: reason }, text);
  }
});

t.test('names as the engine writes them', async (t) => {
  t.equal(familiarName(parseReference('docker.io/library/python:3')), 'python');
  t.equal(familiarName(parseReference('pytorch/pytorch')), 'pytorch/pytorch');
  t.equal(familiarName(parseReference('r.example/x')), 'r.example/x');
  t.equal(familiarName(parseReference('library/a/b')), 'library/a/b');
  t.equal(apiHost('docker.io'), 'registry-1.docker.io');
  t.equal(apiHost('r.example:5000'), 'r.example:5000');
});
