import type { Catalog, DatasetSource } from '../model/catalog.ts';
import type { ChannelKind, ChannelResolution } from '../model/channel.ts';
import type { ImagePin, PinFile } from '../model/pins.ts';

/** Characters of a pointer: an address may have 2000. */
const POINTER_MAX_CHARACTERS = 500;

/**
 * What every channel of a catalog resolved to, as its pins say: each channel once, by name. Pins of what the catalog no
 * longer has are left out; they follow nothing.
 */
export function resolutionsOf(catalog: Catalog, { pins, resolvedAt }: PinFile): readonly ChannelResolution[] {
  const found = new Map<string, ChannelResolution>();
  const add = (channel: string, kind: ChannelKind, pointer: string, digest: string) => {
    found.set(channel, { channel, kind, pointer: pointer.slice(0, POINTER_MAX_CHARACTERS), digest, at: resolvedAt });
  };
  for (const { benchmark, platform, base, lock, dataset } of pins) {
    const manifest = catalog.benchmarks.find((entry) => entry.manifest.name === benchmark)?.manifest;
    const declared = catalog.bases.find(({ name }) => name === manifest?.image.base);
    const architecture = catalog.platforms.find(({ name }) => name === platform)?.architecture;
    if (manifest === undefined || declared === undefined || architecture === undefined) continue;
    const debian = `Debian ${declared.debian.suite}`;
    const from = base.kind === 'registry-digest' ? (declared.registry ?? debian) : debian;
    add(`base:${declared.name}:${architecture}`, 'base', from, digestOf(base));
    add(`packages:${benchmark}`, 'packages', manifest.image.requirements, lock.digest);
    add(
      `dataset:${dataset.name}`,
      dataset.source.kind === 'git' ? 'git' : 'dataset',
      sourceText(dataset),
      dataset.digest,
    );
  }
  return [...found.values()].sort((a, b) => (a.channel < b.channel ? -1 : 1));
}

function digestOf({ reference }: ImagePin): string {
  return reference.slice(reference.lastIndexOf('@') + 1);
}

function sourceText({ source, version }: { readonly source: DatasetSource; readonly version: string }): string {
  switch (source.kind) {
    case 'file':
      return `catalog, version ${version}`;
    case 'npm':
    case 'pypi':
      return `${source.kind} ${source.package} ${source.version}`;
    case 'https':
      // Before the question mark: what follows may be a signature that opens the door.
      return source.url.replace(/[?#].*$/, '').replace(/^(https?:\/\/)[^/@]*@/, '$1');
    case 'oci':
      return source.image;
    case 'git':
      return `${source.url.replace(/^(\w+:\/\/)[^/@]*@/, '$1')} ${source.ref}`;
  }
}
