import type { Catalog, CatalogBenchmark } from '../../core/model/catalog.ts';
import type { Pins } from '../../core/model/pins.ts';

/** What every kind of side starts from: the benchmark as it is pinned now. */
export interface Start {
  readonly catalog: Catalog;
  readonly benchmark: CatalogBenchmark;
  readonly pins: Pins;
}
