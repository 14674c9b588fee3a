/**
 * The pages of the introduction, and what in them is not typed by hand.
 *
 *   23.2<!-- random-mean -->                   a number, by its name
 *   <!-- block rules --> … <!-- /block -->     a table or an output, by its name
 *   ```ts                                      lines of a file, which its first line names; `// …` stands for lines left out
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Facts } from './facts.ts';

const FOLDER = new URL('../../docs/introduction/', import.meta.url);

/** The file names of all pages. */
export const PAGES: readonly string[] = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));

/** The same page in Korean. */
export const koreanPage = (name: string) => `ko/${name}`;

export const pageUrl = (name: string) => new URL(name, FOLDER);
export const readPage = (name: string) => readFileSync(pageUrl(name), 'utf8');

/** The page with every number and block as it is found. Throws an Error for a name that nothing is known of. */
export function fillIn(page: string, { numbers, blocks }: Facts): string {
  return page
    .replace(/[−\d][\d.,\u00a0]*<!-- ([\w-]+) -->/g, (_, name) => `${known(numbers, name)}<!-- ${name} -->`)
    .replace(
      /<!-- block ([\w-]+) -->\n[\s\S]*?<!-- \/block -->/g,
      (_, name) => `<!-- block ${name} -->\n\n${known(blocks, name)}\n\n<!-- /block -->`,
    );
}

function known(values: Readonly<Record<string, string>>, name: string): string {
  if (!Object.hasOwn(values, name)) throw new Error(`a page names ${name}, of which nothing is known`);
  return values[name];
}

/** The names of the numbers and blocks that a page shows. */
export const namesIn = (page: string) =>
  [...page.matchAll(/<!-- (?:block )?([\w-]+) -->/g)].map(([, name]) => name);

export interface Quote {
  /** A path from the root of the project. */
  readonly file: string;
  /** Runs of lines that follow each other in the file, in this order, with what is left out between them. */
  readonly pieces: readonly (readonly string[])[];
}

/** The blocks of TypeScript whose first line names a file. */
export function quotesIn(page: string): Quote[] {
  return [...page.matchAll(/^```ts\n\/\/ (\S+\.ts)\n([\s\S]*?)^```$/gm)].map(([, file, code]) => {
    const pieces: string[][] = [[]];
    for (const line of code.trimEnd().split('\n')) {
      if (line.trim() === '// …') pieces.push([]);
      else pieces.at(-1)!.push(line);
    }
    return { file, pieces };
  });
}

/** Whether the pieces stand in a source in their order, all of them indented by the same amount more. */
export function standsIn({ pieces }: Quote, source: string): boolean {
  const lines = source.split('\n');
  for (let indent = 0; indent <= 8; indent += 2) {
    const pad = (line: string) => (line === '' ? '' : ' '.repeat(indent) + line);
    let from = 0;
    const found = pieces.every((piece) => {
      const start = lines.findIndex(
        (_, k) => k >= from && piece.every((line, j) => lines[k + j] === pad(line)),
      );
      from = start + piece.length;
      return start >= 0;
    });
    if (found) return true;
  }
  return false;
}
