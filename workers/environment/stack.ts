import type { Stack } from '../../services/core/model/environment.ts';
import type { Pins } from '../../services/core/model/pins.ts';
import type { ImageFacts } from '../docker/container-client.ts';
import type { ImageContents } from './probe-output.ts';

/** Version of our own part of a run: raised when the sandbox, or what it hands to the script, changes. */
export const HARNESS_VERSION = 'sandbox 1';

/** The half of the environment that can be restored: what was pinned, and what the image really holds. */
export function makeStack(pins: Pins, image: ImageFacts, contents: ImageContents): Stack {
  return {
    schemaVersion: 1,
    os: contents.os,
    osPackages: { ...contents.osPackages },
    python: contents.python,
    packages: { ...contents.packages },
    lock: pins.lock.digest,
    imageEnv: { ...image.env },
    env: { ...pins.env },
    code: { ...pins.code },
    command: [...pins.command],
    config: { ...pins.config },
    dataset: {
      name: pins.dataset.name,
      version: pins.dataset.version,
      files: Object.fromEntries(pins.dataset.files.map((file) => [file.path, file.sha256])),
    },
    harness: HARNESS_VERSION,
  };
}
