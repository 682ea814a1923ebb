import type { Catalog } from '../model/catalog.ts';
import type { PinFile } from '../model/pins.ts';

/** Reads the catalog afresh; throws CATALOG_INVALID with the place. */
export interface CatalogSource {
  load(): Promise<Catalog>;
}

/** The generated pin file of this machine. */
export interface PinSource {
  /** Null when nothing has been pinned yet. */
  load(): Promise<PinFile | null>;
  save(file: PinFile): Promise<void>;
}
