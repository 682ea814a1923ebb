import type Docker from 'dockerode';

/** Follows the classic builder's words to learn which untagged images a build leaves behind beside its own. */
export interface Stages {
  read(text: string): void;
  /** Ids of the last image of every stage but the final one; of that too when the build did not end well. */
  ended(well: boolean): readonly string[];
}

/** A Dockerfile has a handful of stages; more are not followed. */
const MAX_STAGES = 32;

/** Begins to follow one build. */
export function createStages(): Stages {
  const ended: string[] = [];
  let last: string | null = null;
  let from = false;
  return {
    read(text) {
      if (/^Step \d+\/\d+ : /.test(text)) {
        from = /^Step \d+\/\d+ : FROM /i.test(text);
        if (from) {
          if (last !== null && ended.length < MAX_STAGES) ended.push(last);
          last = null;
        }
      }
      const id = /^ ---> ([0-9a-f]{12,64})\s*$/.exec(text)?.[1];
      // What follows FROM is the base itself, which is not this build's.
      if (id !== undefined && !from) last = id;
    },
    ended: (well) => (well || last === null ? ended : [...ended, last]),
  };
}

/** Removes them with the layers that nothing else uses; what another image or build still needs stays. */
export async function removeStages(docker: Docker, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const tags = await docker
      .getImage(id)
      .inspect()
      .then((image) => image.RepoTags ?? [])
      .catch(() => null);
    if (tags?.length !== 0) continue;
    await docker
      .getImage(id)
      .remove()
      .catch(() => undefined);
  }
}
