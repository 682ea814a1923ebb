#!/usr/bin/env node
// In the image the compiled tree is used; in a clone the TypeScript runs as it is, through tsx.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const compiled = fileURLToPath(new URL('../dist/services/main.js', import.meta.url));
const source = fileURLToPath(new URL('../services/main.ts', import.meta.url));
if (existsSync(source)) {
  await import('tsx/esm');
  await import(source);
} else {
  await import(compiled);
}
