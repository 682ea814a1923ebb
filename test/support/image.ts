import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import { pack } from 'tar-stream';

/** Programs of this machine that the tests' image is made of; perl is part of Debian's base system. */
const PROGRAMS = ['sh', 'cat', 'sleep', 'true', 'head', 'id', 'ls', 'env', 'perl', 'readlink', 'dpkg-query'];
const REPOSITORY = 'plumbline-test/tiny';
/** Settings of the image that tests look for. */
const CHANGES = ['LABEL dev.plumbline.test=2', 'ENV PATH=/bin', 'ENV TINY_VARIABLE=from-the-image', 'WORKDIR /work'];

const DPKG_STATUS = ['tiny-one 1.0-1', 'tiny-two 2:3.4+deb12u1']
  .map((entry) => entry.split(' '))
  .map(([name, version]) =>
    [
      `Package: ${name}`,
      'Status: install ok installed',
      'Maintainer: nobody <nobody@example.org>',
      'Architecture: all',
      `Version: ${version}`,
      'Description: made for a test',
      '',
    ].join('\n'),
  )
  .join('\n');

/** Text files of the image. */
const FILES: Readonly<Record<string, string>> = {
  'etc/os-release': 'NAME="Tiny"\nPRETTY_NAME="Tiny Linux 1 (made for tests)"\n',
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\ntrainer:x:1000:1000::/work:/bin/sh\n',
  'var/lib/dpkg/status': DPKG_STATUS,
  'work/readme': 'the working folder\n',
};

export interface TinyImage {
  /** `sha256:…` */
  readonly id: string;
}

/**
 * A small image without any registry: a shell, perl and a few programs of this machine with the libraries they need. It
 * is made once and kept under a tag that names its content, so that later test runs find it.
 */
export async function tinyImage(socketPath = '/var/run/docker.sock', user = ''): Promise<TinyImage> {
  const docker = new Docker({ socketPath });
  const files = collect();
  const changes = [...CHANGES, ...(user === '' ? [] : [`USER ${user}`])];
  const tag = createHash('sha256')
    .update(JSON.stringify([changes, FILES, [...files].map(([path, bytes]) => [path, hash(bytes)])]))
    .digest('hex')
    .slice(0, 16);
  const name = `${REPOSITORY}:${tag}`;
  const found = await docker
    .getImage(name)
    .inspect()
    .catch(() => null);
  if (found !== null) return { id: found.Id };
  const archive = pack();
  for (const folder of ['bin', 'etc', 'etc/alternatives', 'tmp', 'var', 'var/lib', 'var/lib/dpkg', 'work', 'proc']) {
    const mode = folder === 'tmp' ? 0o1777 : 0o755;
    archive.entry({ name: folder, type: 'directory', mode, mtime: new Date(0) });
  }
  for (const [path, bytes] of files) archive.entry({ name: path, mode: 0o755, mtime: new Date(0) }, bytes);
  for (const [path, content] of Object.entries(FILES)) archive.entry({ name: path, mtime: new Date(0) }, content);
  archive.entry({ name: 'etc/alternatives/libtiny.so.1', type: 'symlink', linkname: '/lib/tiny/libtiny.so.1' });
  archive.finalize();
  const answer = await docker.importImage(Readable.from(archive), {
    repo: REPOSITORY,
    tag,
    changes: changes.join('\n'),
  });
  await text(answer);
  return { id: (await docker.getImage(name).inspect()).Id };
}

/** The programs and every library they load, by their path in the image. */
function collect(): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const program of PROGRAMS) {
    const path = [`/usr/bin/${program}`, `/bin/${program}`].find((path) => existsSync(path));
    if (path === undefined) throw new Error(`the tests' image needs ${program} of this machine`);
    files.set(`bin/${program}`, readFileSync(realpathSync(path)));
    const lines = execFileSync('ldd', [path], { encoding: 'utf8' }).split('\n');
    for (const line of lines) {
      const library = /(?:=>\s+|^\s+)(\/\S+)\s+\(0x/.exec(line)?.[1];
      if (library !== undefined) files.set(library.slice(1), readFileSync(realpathSync(library)));
    }
  }
  return new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
