import type Docker from 'dockerode';
import type { NeededImage } from '../../core/planning/needed-images.ts';
import { engineError } from './engine.ts';
import { LABEL_BASE, LABEL_BENCHMARK, LABEL_HYBRID, LABEL_RECIPE } from './labels.ts';
import { listRecipes } from './recipes.ts';

/** An image of ours on this engine. */
export interface OwnImage {
  readonly id: string;
  readonly kind: 'benchmark' | 'base' | 'search';
  /** Benchmark, or base. */
  readonly name: string;
  /** Of all its layers, those included that it shares with others. */
  readonly bytes: number;
  readonly createdAt: Date;
  readonly tags: readonly string[];
  /** Who it was made for, where that was a search. */
  readonly owner: string | null;
  /** Whether this state folder keeps what it was made from: only such images are this installation's to remove. */
  readonly made: boolean;
  /** Empty: nothing that is known here needs it. */
  readonly neededBy: readonly string[];
}

/** Lists the images that carry our labels, and what needs each. DOCKER_UNAVAILABLE. */
export async function listOwnImages(
  docker: Docker,
  state: string,
  needed: readonly NeededImage[],
): Promise<readonly OwnImage[]> {
  const recipes = await listRecipes(state);
  const listed = new Map<string, Docker.ImageInfo>();
  for (const label of [LABEL_BENCHMARK, LABEL_BASE])
    for (const image of await withLabel(docker, label)) listed.set(image.Id, image);
  const reasons = new Map<string, readonly string[]>();
  for (const { reference, recipe, reasons: why } of needed) {
    for (const key of recipe === null ? [reference] : [reference, recipe]) {
      reasons.set(key, [...(reasons.get(key) ?? []), ...why]);
    }
  }
  const bases = new Set([...recipes.values()].map(({ base }) => base.reference));
  // A base is needed as long as an image stands on it: of the images that are here the archive says which.
  for (const { Labels: labels, Id: id } of listed.values()) {
    const base = recipes.get(labels?.[LABEL_RECIPE] ?? '')?.base.reference;
    if (base !== undefined && labels?.[LABEL_BENCHMARK] !== undefined)
      reasons.set(base, [...(reasons.get(base) ?? []), `image ${shortId(id)} stands on it`]);
  }
  return [...listed.values()].map((image) => describe(image, { recipes, bases, reasons }));
}

/** Twelve hex digits, as the docker client shows ids. */
export function shortId(id: string): string {
  return id.replace('sha256:', '').slice(0, 12);
}

interface Known {
  readonly recipes: ReadonlyMap<string, unknown>;
  readonly bases: ReadonlySet<string>;
  readonly reasons: ReadonlyMap<string, readonly string[]>;
}

function describe(image: Docker.ImageInfo, { recipes, bases, reasons }: Known): OwnImage {
  const labels = image.Labels ?? {};
  const benchmark = labels[LABEL_BENCHMARK];
  const recipe = labels[LABEL_RECIPE] ?? '';
  const names = [image.Id, ...(image.RepoDigests ?? [])];
  const neededBy = [...names, recipe].flatMap((name) => reasons.get(name) ?? []);
  return {
    id: image.Id,
    kind: benchmark === undefined ? 'base' : labels[LABEL_HYBRID] === undefined ? 'benchmark' : 'search',
    name: benchmark ?? labels[LABEL_BASE] ?? '',
    bytes: image.Size,
    createdAt: new Date(1000 * image.Created),
    tags: image.RepoTags ?? [],
    owner: labels[LABEL_HYBRID] ?? null,
    made: benchmark === undefined ? names.some((name) => bases.has(name)) : recipes.has(recipe),
    neededBy: [...new Set(neededBy)],
  };
}

async function withLabel(docker: Docker, label: string): Promise<readonly Docker.ImageInfo[]> {
  return docker.listImages({ filters: JSON.stringify({ label: [label] }) }).catch((error: unknown) => {
    throw engineError(error, 'list images', 'DOCKER_UNAVAILABLE');
  });
}
