/** Fills in the numbers, tables and outputs of the introduction: run it (`npm run build:introduction`) after a change of what they show. */
import { writeFileSync } from 'node:fs';
import { findFacts } from './introduction/facts.ts';
import { fillIn, PAGES, pageUrl, readPage } from './introduction/pages.ts';

const facts = findFacts();
for (const name of PAGES) writeFileSync(pageUrl(name), fillIn(readPage(name), facts));
