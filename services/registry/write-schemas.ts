import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { publishedSchemas } from './schemas.ts';

// `npm run schemas`: writes what the code checks with into schemas/, for editors and for other people's tools.
const folder = fileURLToPath(new URL('../../schemas/', import.meta.url));
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(publishedSchemas())) writeFileSync(folder + name, text);
