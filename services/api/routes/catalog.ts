import { Type } from 'typebox';
import { PlumblineError } from '../../core/errors.ts';
import { API_PREFIX } from '../../core/model/api/page.ts';
import { BenchmarkList, BenchmarkView, PlatformList } from '../../core/model/api/status.ts';
import type { CatalogBenchmark } from '../../core/model/catalog.ts';
import type { PinFile } from '../../core/model/pins.ts';
import type { ApiDeps, App } from '../deps.ts';
import { describedAs } from '../described.ts';
import { problems } from '../openapi.ts';

const described = describedAs('catalog');

/** Benchmarks and platforms as the catalog has them now. */
export function catalogRoutes(app: App, { catalog, pins }: ApiDeps): void {
  const config = { access: 'viewer', bound: true } as const;

  app.get(
    `${API_PREFIX}/benchmarks`,
    {
      config,
      schema: {
        ...described('listBenchmarks', 'Benchmarks of the catalog'),
        response: { 200: BenchmarkList, ...problems },
      },
    },
    async () => {
      const [{ benchmarks }, pinFile] = await Promise.all([catalog.load(), pins.load()]);
      return { items: benchmarks.map((benchmark) => benchmarkView(benchmark, pinFile)) };
    },
  );

  app.get(
    `${API_PREFIX}/benchmarks/:name`,
    {
      config,
      schema: {
        ...described('getBenchmark', 'One benchmark'),
        params: Type.Object({ name: Type.String({ minLength: 1, maxLength: 80 }) }),
        response: { 200: BenchmarkView, ...problems },
      },
    },
    async ({ params: { name } }) => {
      const [{ benchmarks }, pinFile] = await Promise.all([catalog.load(), pins.load()]);
      const benchmark = benchmarks.find(({ manifest }) => manifest.name === name);
      if (!benchmark) throw new PlumblineError('UNKNOWN_BENCHMARK', `benchmark "${name}" is not in the catalog`);
      return benchmarkView(benchmark, pinFile);
    },
  );

  app.get(
    `${API_PREFIX}/platforms`,
    {
      config,
      schema: {
        ...described('listPlatforms', 'Platforms of the catalog'),
        response: { 200: PlatformList, ...problems },
      },
    },
    async () => ({ items: [...(await catalog.load()).platforms] }),
  );
}

function benchmarkView({ manifest }: CatalogBenchmark, pinFile: PinFile | null): BenchmarkView {
  const own = (pinFile?.pins ?? []).filter((pins) => pins.benchmark === manifest.name);
  return { manifest, pinned: own.map((pins) => pins.platform).sort() };
}
