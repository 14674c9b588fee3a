/** The pages quote what the source says, link to what exists, and are all named by the index. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { quotesIn, standsIn } from '../scripts/introduction/pages.ts';
import { PRESETS } from '../src/config/presets.ts';
import { entriesBelow } from './entries-below.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGES = ['.', 'docs', 'bench', 'test/golden']
  .flatMap((folder) =>
    (folder === '.' ? readdirSync(ROOT) : entriesBelow(join(ROOT, folder))).map((name) => join(folder, name)),
  )
  // The peers of the benchmarks bring pages of their own, where they are installed.
  .filter((name) => name.endsWith('.md') && !/\/(?:node_modules|\.venv)\//.test(name));

const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');

/** Headings as GitHub names them in links. */
const anchorsOf = (page: string) =>
  [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

function leadsSomewhere(page: string, link: string): boolean {
  const [path, anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, target))) return false;
  return anchor === undefined || !target.endsWith('.md') || anchorsOf(target).includes(anchor);
}

describe.each(PAGES)('%s', (page) => {
  it('quotes lines of the files it names', () => {
    expect(quotesIn(read(page)).filter((quote) => !standsIn(quote, read(quote.file)))).toEqual([]);
  });

  it('links to files and headings that exist', () => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
    const own = links.filter((link) => !/^https?:/.test(link));
    expect(own.filter((link) => !leadsSomewhere(page, link))).toEqual([]);
  });
});

it('docs/training.md trains a task of your own', async () => {
  const [, code] = /```ts\n([^`]*environmentOf.*?)\n```/s.exec(read('docs/training.md')) ?? [];
  const script = join(mkdtempSync(join(tmpdir(), 'docs-')), 'train.ts');
  writeFileSync(script, code.replaceAll("from './", `from '${ROOT}`));
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await import(script);
    expect(log.mock.calls).toEqual([[expect.stringMatching(/^mean greedy return -?[\d.]+$/)]]);
  } finally {
    log.mockRestore();
    rmSync(dirname(script), { recursive: true });
  }
});

it('README.md is read in one go: at most 120 lines, about twenty of them from the agent', () => {
  const quoted = quotesIn(read('README.md')).filter(({ file }) => file === 'src/agent/dqn.ts');
  expect(quoted).toHaveLength(1);
  expect(quoted[0].pieces.flat().length).toBeGreaterThan(15);
  expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(120);
});

it.each(Object.keys(PRESETS))('README.md names the preset %s', (name) => {
  expect(read('README.md')).toContain(`\`${name}\``);
});

describe('docs/README.md', () => {
  const isChapter = (page: string) => /introduction\/.*\d|reports\//.test(page);
  const shelved = PAGES.filter((page) => page.startsWith('docs/') && !isChapter(page));

  it.each(shelved)('names %s', (page) => {
    const path = page.replace(/^docs\//, '');
    if (path !== 'README.md') expect(read('docs/README.md')).toContain(`](${path})`);
  });
});

describe('docs/glossary.md', () => {
  const sources = entriesBelow(join(ROOT, 'src'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(join('src', name)));
  const cells = [...read('docs/glossary.md').matchAll(/^\|[^|]*\|([^|]*)\|/gm)].map(([, cell]) => cell);
  const names = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name));

  it.each(names)('%s is in the source', (name) => {
    if (name.includes('/')) expect(existsSync(join(ROOT, name))).toBe(true);
    else expect(sources.some((source) => new RegExp(`\\b${name}\\b`).test(source))).toBe(true);
  });
});
