/** The figures of README and docs are those of the reports and measurements that they come from. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { asPageFacts, findFacts, PAGES_WITH_FACTS } from '../scripts/facts/facts.ts';
import { fillRows, PAGES_WITH_ROWS } from '../scripts/facts/rows.ts';
import { fillIn, namesIn } from '../scripts/introduction/pages.ts';

const ROOT = new URL('../', import.meta.url);
const read = (page: string) => readFileSync(new URL(page, ROOT), 'utf8');
const facts = findFacts();

it.each(PAGES_WITH_FACTS)('%s shows what npm run facts finds', (name) => {
  const page = read(name);
  expect(namesIn(page).length).toBeGreaterThan(0);
  const filled = fillIn(page, asPageFacts(facts)).split('\n');
  expect(filled.filter((line, k) => line !== page.split('\n')[k])).toEqual([]);
});

it.each(PAGES_WITH_ROWS)('%s has the rows of its reports', (name) => {
  const page = read(name);
  expect(page).toContain('<!-- row ');
  expect(page.split('\n')).toEqual(fillRows(page).split('\n'));
});

it('finds each figure once', () => {
  const names = facts.map(({ name }) => name);
  expect(names.filter((name, k) => names.indexOf(name) !== k)).toEqual([]);
});

it.each(facts)('$name is on a page', ({ name }) => {
  expect(PAGES_WITH_FACTS.filter((page) => namesIn(read(page)).includes(name))).not.toEqual([]);
});

it.each(facts.filter(({ from }) => 'file' in from))(
  '$name comes from a file that is there, with a page that names its command or links to it',
  ({ command, from }) => {
    const plain = (text: string) => text.replace(/\s+/g, ' ');
    const { file } = from as { file: string };
    expect(existsSync(new URL(file, ROOT))).toBe(true);
    const link = `](${file.replace('docs/', '')})`;
    const pages = PAGES_WITH_FACTS.map((page) => plain(read(page)));
    expect(pages.some((page) => page.includes(command) || page.includes(link))).toBe(true);
  },
);

it.each(facts.filter(({ from }) => 'measured' in from))(
  '$name was measured on a day that it tells',
  ({ from }) => {
    expect((from as { measured: string }).measured).toMatch(/^20\d\d-\d\d-\d\d, /);
  },
);
