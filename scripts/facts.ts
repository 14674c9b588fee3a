/**
 * `npm run facts`: lists the figures of README and docs, each with its command and where it is kept, and writes it to the pages; and
 * writes the rows of tables that name a report.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { asPageFacts, findFacts, isTable, PAGES_WITH_FACTS } from './facts/facts.ts';
import { fillRows, PAGES_WITH_ROWS } from './facts/rows.ts';
import { fillIn } from './introduction/pages.ts';

const facts = findFacts();
function rewrite(page: string, fill: (text: string) => string): void {
  const url = new URL(`../${page}`, import.meta.url);
  writeFileSync(url, fill(readFileSync(url, 'utf8')));
}

for (const page of PAGES_WITH_FACTS) rewrite(page, (text) => fillIn(text, asPageFacts(facts)));
for (const page of PAGES_WITH_ROWS) rewrite(page, fillRows);
for (const fact of facts) {
  const text = isTable(fact) ? 'a table' : fact.text;
  const from = 'file' in fact.from ? fact.from.file : `${fact.from.measured}; not kept`;
  console.log(`${fact.name}: ${text}\n  ${fact.command}\n  ${from}`);
}
