/** One step of the schema. A released one is never edited: its checksum is remembered by every store. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}
