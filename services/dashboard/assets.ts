import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};
const OWN = ['plumbline.css', 'follow-log.js', 'charts.js', 'telemetry.js', 'icon.svg'];
const CHART_LIBRARY = ['uPlot.iife.min.js', 'uPlot.min.css'];

/** Every file the pages load, read once: a name that is not in the map does not exist, whatever its path looks like. */
export async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  const own = join(dirname(fileURLToPath(import.meta.url)), 'static');
  const library = join(dirname(createRequire(import.meta.url).resolve('uplot/package.json')), 'dist');
  const places = [...OWN.map((name) => [name, own] as const), ...CHART_LIBRARY.map((name) => [name, library] as const)];
  const assets = places.map(async ([name, folder]): Promise<[string, Asset]> => {
    const body = await readFile(join(folder, name));
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
    return [name, { type: TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream', body, etag }];
  });
  return new Map(await Promise.all(assets));
}
