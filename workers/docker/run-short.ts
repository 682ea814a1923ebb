import { PlumblineError } from '../../services/core/errors.ts';
import type { Clock } from '../../services/core/ports/base.ts';
import type { ContainerClient } from './container-client.ts';
import type { SandboxOptions } from './sandbox.ts';

/** Output kept of a short command, in bytes; the rest is read and dropped. */
const OUTPUT_MAX_BYTES = 4_194_304;

/** Runs a command that soon ends in a container and returns its standard output; kills it after `timeoutMs`. */
export async function runShort(
  containers: ContainerClient,
  clock: Clock,
  options: SandboxOptions,
  timeoutMs: number,
): Promise<string> {
  const id = await containers.create(options);
  const ended = new AbortController();
  try {
    const output = await containers.attach(id);
    await containers.start(id);
    const late = clock.sleep(timeoutMs, ended.signal).then(() => {
      if (ended.signal.aborted) return;
      throw new PlumblineError('ENGINE_REFUSED', `a short command did not end within ${timeoutMs / 1000} s`);
    });
    const kept: Uint8Array[] = [];
    let bytes = 0;
    const reading = (async () => {
      for await (const chunk of output) {
        if (chunk.stream !== 'stdout' || bytes >= OUTPUT_MAX_BYTES) continue;
        kept.push(Uint8Array.from(chunk.bytes));
        bytes += chunk.bytes.length;
      }
    })();
    await Promise.race([Promise.all([reading, containers.wait(id, ended.signal)]), late]);
    return Buffer.concat(kept).toString('utf8');
  } finally {
    ended.abort();
    await containers.remove(id);
  }
}
