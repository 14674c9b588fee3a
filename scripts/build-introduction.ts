/** Fills in the numbers, tables and outputs of the introduction: run it (`npm run build:introduction`) after a change of what they show. */
import { writeFileSync } from 'node:fs';
import { type Facts, findFacts } from './introduction/facts.ts';
import { inKorean } from './introduction/korean.ts';
import { fillIn, koreanPage, PAGES, pageUrl, readPage } from './introduction/pages.ts';

const facts = findFacts();
const fill = (page: string, found: Facts) => writeFileSync(pageUrl(page), fillIn(readPage(page), found));
for (const name of PAGES) {
  fill(name, facts);
  fill(koreanPage(name), inKorean(facts));
}
