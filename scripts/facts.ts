/** `npm run facts`: lists every figure of README, results and benchmarks with its command and file, and writes it to the pages. */
import { readFileSync, writeFileSync } from 'node:fs';
import { asPageFacts, findFacts, isTable, PAGES_WITH_FACTS } from './facts/facts.ts';
import { fillIn } from './introduction/pages.ts';

const facts = findFacts();
for (const page of PAGES_WITH_FACTS) {
  const url = new URL(`../${page}`, import.meta.url);
  writeFileSync(url, fillIn(readFileSync(url, 'utf8'), asPageFacts(facts)));
}
for (const fact of facts) {
  const text = isTable(fact) ? 'a table' : fact.text;
  console.log(`${fact.name}: ${text}\n  ${fact.command}\n  ${fact.file ?? 'a time; not kept'}`);
}
