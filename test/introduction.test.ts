/** The introduction says what the code says and what runs give. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { train } from '../examples/dqn.ts';
import { type Facts, findFacts } from '../scripts/introduction/facts.ts';
import { inKorean } from '../scripts/introduction/korean.ts';
import {
  fillIn,
  koreanPage,
  namesIn,
  PAGES,
  quotesIn,
  readPage,
  standsIn,
} from '../scripts/introduction/pages.ts';
import { lengthsOf, WITH_THE_CART } from '../scripts/introduction/rules.ts';

const LESSONS = PAGES.filter((name) => /^\d/.test(name));

let found: Facts | undefined;
/** Found once, by the first test that asks. */
const facts = () => {
  found ??= findFacts();
  return found;
};

it('has nine pages, and a page of contents that leads to each', () => {
  expect(LESSONS).toHaveLength(9);
  for (const name of LESSONS) expect(readPage('README.md')).toContain(`](${name})`);
});

describe.each(PAGES)('%s', (name) => {
  const page = readPage(name);

  it('names the file of all code that it shows', () => {
    expect(quotesIn(page)).toHaveLength([...page.matchAll(/^```ts$/gm)].length);
  });

  it('has no number that is torn apart', () => {
    expect(page).not.toMatch(/\d[ \n]\d[\d.\u00a0]*<!--/);
  });

  it('shows the numbers, tables and outputs that runs give', { timeout: 300_000 }, () => {
    const filled = fillIn(page, facts());
    const differing = filled.split('\n').filter((line, k) => line !== page.split('\n')[k]);
    expect(differing).toEqual([]);
  });
});

describe.each(LESSONS)('%s', (name) => {
  const page = readPage(name);
  const k = LESSONS.indexOf(name);

  it('ends with something to try, two questions with answers, and the way to its neighbours', () => {
    const sections = [...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(sections.slice(-2)).toEqual(['Try it', 'Questions']);
    expect(page.match(/^## Try it\n[\s\S]*?```sh\n/m)).not.toBeNull();
    expect(page.match(/<details><summary>Answer<\/summary>\n\n[\s\S]*?\n\n<\/details>/g)).toHaveLength(2);
    const foot = page.trimEnd().split('\n').at(-1)!;
    for (const neighbour of [LESSONS[k - 1], 'README.md', LESSONS[k + 1]])
      if (neighbour !== undefined) expect(foot).toContain(`](${neighbour})`);
  });

  it('is read in ten minutes, at 200 words a minute', () => {
    const prose = page.replace(/```[\s\S]*?```|<!--[\s\S]*?-->/g, '');
    expect(prose.split(/\s+/).length).toBeLessThan(2000);
  });
});

describe.each(['9-where-to-go.md', koreanPage('9-where-to-go.md')])('%s', (name) => {
  const source = readFileSync(new URL('../src/agent/dqn.ts', import.meta.url), 'utf8');
  const members = source
    .slice(source.indexOf('export class DqnAgent'))
    .matchAll(/^ {2}(?:readonly |protected |get )?#?(\w+)(?:\(|: | = )/gm);
  const names = [...new Set([...members].map(([, member]) => member))].filter((it) => it !== 'constructor');

  it('says what everything in the agent is for', () => {
    expect(names).toContain('dQTaken');
    expect(names).toContain('clipGradients');
    const page = readPage(name);
    expect(
      names.filter((member) => !page.includes(`\`${member}\``) && !page.includes(`this.${member}(`)),
    ).toEqual([]);
  });
});

describe.each(PAGES)('%s in Korean', (name) => {
  const [english, korean] = [readPage(name), readPage(koreanPage(name))];
  const findAll = (page: string, pattern: RegExp) => [...page.matchAll(pattern)].map(([text]) => text);
  const namesOf = (page: string) => namesIn(page).sort();

  it('shows the numbers, tables and outputs that runs give', { timeout: 300_000 }, () => {
    const filled = fillIn(korean, inKorean(facts()));
    expect(filled.split('\n').filter((line, k) => line !== korean.split('\n')[k])).toEqual([]);
  });

  it('has the same numbers and tables from runs as the English page', () => {
    expect(namesOf(korean)).toEqual(namesOf(english));
  });

  it('has the same code, commands and pictures', () => {
    const code = /^```(?:ts|sh)\n[\s\S]*?^```$/gm;
    expect(findAll(korean, code)).toEqual(findAll(english, code));
    const pictures = /(?<=!\[.*\]\(.*\/)[^/)]+(?=\))/g;
    expect(findAll(korean, pictures)).toEqual(findAll(english, pictures));
  });

  it('has every number that is typed on the English page', () => {
    const numbersOf = (page: string) =>
      findAll(
        page
          .replace(/```[\s\S]*?```|<!-- block [\s\S]*?<!-- \/block -->|\]\([^)]*\)/g, '')
          .replace(/(\d)[ ,\u00a0](?=\d{3}\b)/g, '$1'),
        /\d+(?:\.\d+)?(?![\d.]*<!--)/g,
      );
    const there = new Set(numbersOf(korean));
    expect(numbersOf(english).filter((number) => !there.has(number))).toEqual([]);
  });

  it('has the same sections, questions and answers', () => {
    for (const part of [/^#+(?= )/gm, /^\*\*\d\.\*\*/gm, /<details>|<\/details>/g])
      expect(findAll(korean, part)).toEqual(findAll(english, part));
  });
});

it('tables of the Korean pages have no words that were not translated', () => {
  expect(() => inKorean({ numbers: {}, blocks: { a: '| one | 2 |' } })).toThrow('a table says one');
  expect(inKorean({ numbers: { n: '13\u00a0000' }, blocks: { a: '| 3 of 10 | 1 500 | 85 % |' } })).toEqual({
    numbers: { n: '13,000' },
    blocks: { a: '| 10개 중 3개 | 1,500 | 85% |' },
  });
});

describe('what the pages say of programs', () => {
  it('every number that is found is shown', { timeout: 300_000 }, () => {
    const shown = new Set(PAGES.flatMap((name) => namesIn(readPage(name))));
    const { numbers, blocks } = facts();
    expect([...Object.keys(numbers), ...Object.keys(blocks)].filter((name) => !shown.has(name))).toEqual([]);
  });

  it('examples/dqn.ts prints the lines of page 1', () => {
    const lines: string[] = [];
    train(1, 1000, (line) => lines.push(line));
    expect(readPage('1-trial-and-error.md')).toContain(`\`\`\`\n${lines.join('\n')}\n`);
  });

  it('the rule that looks at the cart, on page 2, never falls', () => {
    expect(lengthsOf(WITH_THE_CART)[0]).toBe(500);
  });
});

describe('a page', () => {
  const known: Facts = {
    numbers: { 'mean-length': '23.2', steps: '13\u00a0000' },
    blocks: { rules: 'a\nb' },
  };

  it.each([
    ['a number', 'about 0<!-- mean-length --> steps', 'about 23.2<!-- mean-length --> steps'],
    ['a negative number', '−1.5<!-- mean-length -->', '23.2<!-- mean-length -->'],
    ['a long number', 'at 9\u00a0000<!-- steps -->', 'at 13\u00a0000<!-- steps -->'],
    [
      'a block',
      '<!-- block rules -->\nold\n<!-- /block -->',
      '<!-- block rules -->\n\na\nb\n\n<!-- /block -->',
    ],
  ])('is filled in with %s', (_, before, after) => {
    expect(fillIn(before, known)).toBe(after);
    expect(fillIn(after, known)).toBe(after);
  });

  it('that names an unknown number is refused', () => {
    expect(() => fillIn('1<!-- length -->', known)).toThrow('a page names length, of which nothing is known');
  });

  it.each([
    ['whole lines', ['let a = 1;', 'let b = 2;'], true],
    ['lines that are indented in the file', ['if (a) {', '  b++;', '}'], true],
    ['another indent', ['if (a) {', 'b++;'], false],
    ['lines that do not follow each other', ['let a = 1;', 'if (a) {'], false],
    ['something left out', ['let a = 1;', '// …', 'return b;'], true],
    ['the wrong order', ['return b;', '// …', 'let a = 1;'], false],
    ['a changed line', ['let a = 2;'], false],
  ])('quotes %s', (_, lines, stands) => {
    const file = [
      'function f() {',
      '  let a = 1;',
      '  let b = 2;',
      '  if (a) {',
      '    b++;',
      '  }',
      '  return b;',
      '}',
    ];
    const [quote] = quotesIn(['```ts', '// a.ts', ...lines, '```'].join('\n'));
    expect(quote.file).toBe('a.ts');
    expect(standsIn(quote, file.join('\n'))).toBe(stands);
  });
});
