import type { Row, Sql } from './database.ts';
import { PAGE_BYTES } from './database.ts';
import { jsonText } from './text.ts';

/** Rows of one statement at most. */
const PAGE_ROWS = 1000;

/**
 * Inserts rows of one shape in pages under PAGE_BYTES, every value typed by the table itself; returns how many were
 * written. `tail` is an ON CONFLICT clause. Table and columns come from code, values from anywhere.
 */
export async function insertRows(sql: Sql, table: string, rows: readonly Row[], tail = ''): Promise<number> {
  const first = rows[0];
  if (!first) return 0;
  const columns = Object.keys(first).join(', ');
  const statement = `with written as (insert into ${table} (${columns})
    select ${columns} from json_populate_recordset(null::${table}, $1::json) ${tail} returning 1)
    select count(*)::int as count from written`;
  let written = 0;
  for (const page of pages(rows.map(jsonText))) {
    const [answer] = await sql.query<{ count: number }>(statement, [`[${page.join(',')}]`]);
    written += answer?.count ?? 0;
  }
  return written;
}

/** Splits texts into groups of at most PAGE_ROWS and about PAGE_BYTES; a single longer text is a group of its own. */
export function pages(texts: readonly string[]): string[][] {
  const result: string[][] = [];
  let bytes = 0;
  for (const text of texts) {
    const size = Buffer.byteLength(text);
    const last = result.at(-1);
    if (last && bytes + size <= PAGE_BYTES && last.length < PAGE_ROWS) {
      last.push(text);
      bytes += size;
    } else {
      result.push([text]);
      bytes = size;
    }
  }
  return result;
}
