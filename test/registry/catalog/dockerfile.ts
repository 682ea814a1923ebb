// The dollar-brace texts are Dockerfile syntax, not templates of ours.
/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: see above */
import t from 'tap';
import { checkDockerfile } from '../../../services/registry/catalog/dockerfile.ts';

const lines = (text: string) => checkDockerfile(text).map(({ line, message }) => `${line}: ${message}`);

t.test('the base and earlier stages are pinned', async (t) => {
  const text =
    'ARG BASE\nFROM --platform=linux/amd64 ${BASE} AS Build\nFROM $BASE\nCOPY --from=build /a /a\nCOPY --from=0 /b /b\nFROM build';
  t.same(lines(text), []);
});

t.test('anything else is a channel', async (t) => {
  t.same(
    lines(
      '# syntax=docker/dockerfile:1\nFROM debian:12\nFROM $BASE\nCOPY --from=alpine /a /a\nRUN --mount=type=bind,from=busybox,target=/x true\nFROM later\nFROM $BASE AS later',
    ),
    [
      '1: a syntax line names an image that is not pinned: remove it',
      '2: expected FROM ${BASE} or an earlier stage, found debian:12',
      '4: expected an earlier stage, found the image alpine',
      '5: expected an earlier stage, found the image busybox',
      '6: expected FROM ${BASE} or an earlier stage, found later',
    ],
  );
  t.same(lines('RUN true'), ['1: expected FROM ${BASE}, found no FROM']);
});

t.test('variables that no engine takes', async (t) => {
  const env = (text: string) => lines(`FROM $BASE\n${text}`);
  t.same(env('ENV PATH=/a:$PATH A="b c" C=d\\ e HOME=/tmp \\'), []);
  t.same(env('ENV GREETING two words'), [], 'the older form');
  t.same(env('ENV A=1 PYTHONDONTWRITEBYTEtrain.py imagenet.py=1'), [
    '2: expected NAME=value, found PYTHONDONTWRITEBYTEtrain.py',
  ]);
});
