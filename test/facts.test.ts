/** The figures of README and docs are those of the reports and measurements that they come from. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
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

describe.each(facts)('$name', ({ name, command, file }) => {
  it('is on a page, which names its command or the command of its report', () => {
    const pages = PAGES_WITH_FACTS.map(read).filter((page) => namesIn(page).includes(name));
    expect(pages.length).toBeGreaterThan(0);
    if (file !== null) {
      const plain = (text: string) => text.replace(/\s+/g, ' ');
      expect(PAGES_WITH_FACTS.some((page) => plain(read(page)).includes(command))).toBe(true);
    }
  });

  it('comes from a file that is there', () => {
    if (file !== null) expect(existsSync(new URL(file, ROOT))).toBe(true);
  });
});
