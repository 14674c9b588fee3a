/** Draws the pictures of README and docs: run it (`npm run build:media`) after a change of what they show, and commit them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { MEDIA } from './media.ts';

const folder = new URL('../docs/media/', import.meta.url);
mkdirSync(new URL('introduction/', folder), { recursive: true });
for (const [name, draw] of Object.entries(MEDIA)) writeFileSync(new URL(name, folder), draw());
