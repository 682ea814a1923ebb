import type { Tag } from './openapi.ts';

/** What the description says of each route of one noun. */
export function describedAs(tag: Tag) {
  return (operationId: string, summary: string) => ({ operationId, summary, tags: [tag] });
}
