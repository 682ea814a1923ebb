import { type TSchema, Type } from 'typebox';
import { JudgementDocument } from '../core/model/api/judge.ts';
import { ParsedLogDocument } from '../core/model/api/parse.ts';
import { Benchmark } from '../core/model/benchmark.ts';
import { BaseImage, Dataset, Platform } from '../core/model/catalog.ts';
import { ConfigFile } from '../core/model/config.ts';
import { Host, Stack } from '../core/model/environment.ts';
import { RunReport } from '../core/model/job.ts';
import { PinFile } from '../core/model/pins.ts';
import { PushedResult } from '../core/model/pushed.ts';

/** A worker's report of an attempt that it claimed, or a result that another system hands in (`POST /results`). */
const Result = Type.Union([RunReport, PushedResult], { type: 'object' });

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
/** The format's version: raised together with `schemaVersion` when a reader of the old one would misread the new one. */
const VERSION = 1;

/** What is published, by file name: the schema that the code itself checks with, and its title. */
const PUBLISHED: Readonly<Record<string, readonly [title: string, schema: TSchema]>> = {
  benchmark: ['Plumbline benchmark manifest (benchmark.yaml)', Benchmark],
  dataset: ['Plumbline data set (datasets/<name>.yaml)', Dataset],
  platform: ['Plumbline platform (platforms/<name>.yaml)', Platform],
  base: ['Plumbline base image (bases/<name>.yaml)', BaseImage],
  config: ['Plumbline configuration (plumbline.yaml)', ConfigFile],
  pins: ['Plumbline pin file (generated)', PinFile],
  environment: ['Plumbline environment of a run', Type.Object({ stack: Stack, host: Host })],
  judge: ['Plumbline judgement of one series (a line of `plumbline judge --json`)', JudgementDocument],
  parse: ['Plumbline parsed log (`plumbline parse --json`)', ParsedLogDocument],
  result: ['Plumbline result: of one attempt at a run, or handed in by another system', Result],
};

/** The JSON Schemas (draft 2020-12) as files: name to text. They are generated, so they cannot disagree with the code. */
export function publishedSchemas(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(PUBLISHED).map(([name, [title, schema]]) => {
      const head = { $schema: DIALECT, $id: `urn:plumbline:schema:${name}:${VERSION}`, title };
      return [`${name}.schema.json`, `${JSON.stringify({ ...head, ...schema }, null, 2)}\n`];
    }),
  );
}
