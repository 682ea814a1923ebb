import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PlumblineError } from '../../../services/core/errors.ts';
import { runClient } from '../command.ts';
import type { Member } from '../member.ts';

/** Copies named members of a zip file: archive, then triples of member, target and most bytes. Nothing else is written. */
const EXTRACT = `
import stat, sys, zipfile
archive, rest = sys.argv[1], sys.argv[2:]
try:
    with zipfile.ZipFile(archive) as zipped:
        names = set(zipped.namelist())
        for member, target, most in zip(rest[0::3], rest[1::3], rest[2::3]):
            if member not in names:
                continue
            info = zipped.getinfo(member)
            mode = info.external_attr >> 16
            if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                sys.exit('corrupt: file ' + member + ': it is a link in the archive')
            left = int(most) + 1
            with zipped.open(info) as source, open(target, 'wb') as copy:
                while left > 0:
                    piece = source.read(min(left, 1 << 20))
                    if not piece:
                        break
                    copy.write(piece)
                    left -= len(piece)
            if left == 0:
                sys.exit('corrupt: file ' + member + ': it has more bytes in the archive than the pinned ' + most)
except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
    sys.exit('corrupt: the archive cannot be read as zip: ' + str(error))
`;
/** Members handed to one call of the extractor: a command line has a bound. */
const MEMBERS_A_CALL = 500;

/** Takes members out of a zip file or a wheel with Python's own reader. DATASET_CORRUPT for a link, or a broken archive. */
export async function takeFromZip(
  archive: string,
  members: readonly Member[],
  scratch: string,
  stop: AbortSignal,
): Promise<void> {
  for (const member of members) await mkdir(dirname(member.target), { recursive: true });
  for (let at = 0; at < members.length; at += MEMBERS_A_CALL) {
    const triples = members.slice(at, at + MEMBERS_A_CALL).flatMap((m) => [m.member, m.target, String(m.bytes)]);
    await runClient('python3', ['-I', '-c', EXTRACT, archive, ...triples], scratch, stop).catch((error: Error) => {
      const corrupt = /corrupt: (.*)$/.exec(error.message)?.[1];
      throw corrupt === undefined ? error : new PlumblineError('DATASET_CORRUPT', corrupt, { cause: error });
    });
  }
}
