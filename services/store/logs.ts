import { PlumblineError } from '../core/errors.ts';
import type { LogPiece } from '../core/model/job.ts';
import type { RunStore } from '../core/ports/store-runs.ts';
import type { Sql } from './database.ts';
import { PAGE_BYTES } from './database.ts';
import { lockAttempt } from './fences.ts';
import { cutUtf8 } from './utf8.ts';

/** Longest answer to one `readLog`, in bytes; a longer wish is answered with this much. */
export const LOG_READ_MAX_BYTES = PAGE_BYTES;

/**
 * Appends a piece. Bytes that are stored already are left out, so a piece that comes again, whole or cut in another way,
 * changes nothing.
 */
export async function appendLog(sql: Sql, piece: LogPiece): Promise<void> {
  const bytes = Buffer.from(piece.text, 'utf8');
  if (bytes.length > PAGE_BYTES) {
    throw new PlumblineError('BODY_TOO_LARGE', `a log piece of ${bytes.length} bytes is over ${PAGE_BYTES}`);
  }
  const { logBytes } = await lockAttempt(sql, piece);
  const fresh = bytes.subarray(Math.max(0, logBytes - piece.offset));
  if (fresh.length === 0) return;
  const start = Math.max(piece.offset, logBytes);
  await sql.query('insert into log_pieces (run_id, attempt, start, length, bytes) values ($1, $2, $3, $4, $5)', [
    piece.runId,
    piece.attempt,
    start,
    fresh.length,
    fresh,
  ]);
  await sql.query('update attempts set log_bytes = $3 where run_id = $1 and attempt = $2', [
    piece.runId,
    piece.attempt,
    start + fresh.length,
  ]);
}

/**
 * Reads a part of a log. Bytes that were never sent or that retention removed are skipped: `from` and `to` say what the
 * text is, so a reader that goes on at `to` always comes to the end.
 */
export async function readLog(
  sql: Sql,
  runId: string,
  from: number,
  maxBytes: number,
  attempt?: number,
): ReturnType<RunStore['readLog']> {
  const [log] = await sql.query<{ attempt: number; total: number }>(
    `select a.attempt, a.log_bytes as total from runs r
     left join attempts a on a.run_id = r.id and a.attempt = coalesce($2::int, r.attempt) where r.id = $1`,
    [runId, attempt ?? null],
  );
  if (!log) throw new PlumblineError('NOT_FOUND', `run ${runId} does not exist`);
  const total = log.total ?? 0;
  const begin = Math.min(Math.max(0, from), total);
  const end = Math.min(begin + Math.min(Math.max(maxBytes, 4), LOG_READ_MAX_BYTES), total);
  const pieces = await sql.query<{ start: number; bytes: Uint8Array }>(
    `select greatest(start, $3::bigint) as start,
       substring(bytes from (greatest(start, $3::bigint) - start)::int + 1
         for (least(start + length, $4::bigint) - greatest(start, $3::bigint))::int) as bytes
     from log_pieces where run_id = $1 and attempt = $2 and start < $4::bigint and start + length > $3::bigint
     order by start`,
    [runId, log.attempt, begin, end],
  );
  const first = pieces[0];
  if (!first) return { text: '', from: begin, to: await afterGap(sql, runId, log.attempt, end, total), total };
  const run = contiguous(pieces);
  const { text, skipped, used } = cutUtf8(run, first.start + run.length >= total);
  return { text, from: first.start + skipped, to: first.start + skipped + used, total };
}

/** Bytes of the pieces up to the first gap. */
function contiguous(pieces: readonly { start: number; bytes: Uint8Array }[]): Buffer {
  const taken: Uint8Array[] = [];
  let next = pieces[0]?.start ?? 0;
  for (const { start, bytes } of pieces) {
    if (start !== next) break;
    taken.push(bytes);
    next += bytes.length;
  }
  return Buffer.concat(taken);
}

/** Where reading goes on when nothing is stored in the range: at the next piece, else at the end of the log. */
async function afterGap(sql: Sql, runId: string, attempt: number, end: number, total: number): Promise<number> {
  const [next] = await sql.query<{ start: number | null }>(
    'select min(start) as start from log_pieces where run_id = $1 and attempt = $2 and start >= $3',
    [runId, attempt, end],
  );
  return next?.start ?? total;
}
