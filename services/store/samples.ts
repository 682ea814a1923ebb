import { PlumblineError } from '../core/errors.ts';
import type { SampleBatch } from '../core/model/job.ts';
import type { Sample } from '../core/model/run.ts';
import type { Sql } from './database.ts';
import { lockAttempt } from './fences.ts';
import { jsonText } from './text.ts';

/** Stored batches read in one statement; a batch holds at most 1,000 samples, some 300 KB in the worst case. */
const PAGES_PER_READ = 8;

/** Appends a batch; samples that are stored already are left out, so that a repeated batch changes nothing. */
export async function appendSamples(sql: Sql, batch: SampleBatch): Promise<void> {
  const { samples: stored } = await lockAttempt(sql, batch);
  if (batch.first > stored) {
    throw new PlumblineError('INPUT_INVALID', `samples begin at ${batch.first}, but only ${stored} came before them`);
  }
  const fresh = batch.samples.slice(stored - batch.first);
  if (fresh.length === 0) return;
  await sql.query(
    'insert into sample_pages (run_id, attempt, start, length, samples) values ($1, $2, $3, $4, $5::jsonb)',
    [batch.runId, batch.attempt, stored, fresh.length, jsonText(fresh)],
  );
  await sql.query('update attempts set samples = $3 where run_id = $1 and attempt = $2', [
    batch.runId,
    batch.attempt,
    stored + fresh.length,
  ]);
}

/** Samples of the current attempt in order; of one metric when it is named. */
export async function readSamples(sql: Sql, runId: string, metric?: string): Promise<Sample[]> {
  const result: Sample[] = [];
  let after = -1;
  for (;;) {
    const rows = await sql.query<{ start: number; samples: Sample[] }>(
      `select s.start, s.samples from sample_pages s join runs r on r.id = s.run_id and r.attempt = s.attempt
       where s.run_id = $1 and s.start > $2 order by s.start limit ${PAGES_PER_READ}`,
      [runId, after],
    );
    for (const { start, samples } of rows) {
      result.push(...samples.filter((sample) => metric === undefined || sample.metric === metric));
      after = start;
    }
    if (rows.length < PAGES_PER_READ) return result;
  }
}
