/**
 * Modules of a worker with the bugs of the museum in them, beside the modules of the worker that is right.
 *
 * A bug is in a few files; all others that are copied are those through which the worker imports them. The rest is shared, so what the
 * right worker loads is not touched. Of a file with bugs there is a copy for each of them, and one that hands on the copy which the
 * name of the worker asks for.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { MuseumBug } from './bugs.ts';
import { type Patch, patchText } from './patch.ts';

/** Of a worker with no bug. */
const RIGHT = 'right';

/** What follows the path of a copy, with the name of a bug if it is the copy with that bug. */
const COPY = /\?museum(?:=([\w-]+))?$/;

export class SourceCopies {
  readonly #patches = new Map<string, Map<string, Patch[]>>();
  /** All that must be copied. */
  readonly #copied = new Set<string>();
  /** The bugs that reach the worker. */
  readonly bugs: readonly MuseumBug[];

  /**
   * @param root of the project.
   * @param entry the worker, from the root.
   */
  constructor(root: string, entry: string, bugs: readonly MuseumBug[]) {
    const imports = importsBelow(resolve(root, entry));
    this.bugs = bugs.filter(({ forms }) =>
      forms[0].patches.every(({ file }) => imports.has(resolve(root, file))),
    );
    for (const { id, forms } of this.bugs) {
      for (const patch of forms[0].patches) {
        const file = resolve(root, patch.file);
        const ofFile = this.#patches.get(file) ?? new Map<string, Patch[]>();
        ofFile.set(id, [...(ofFile.get(id) ?? []), patch]);
        this.#patches.set(file, ofFile);
      }
    }
    for (const file of this.#patches.keys()) this.#copyWithImporters(file, imports);
  }

  /** The id of what `importer` imports, if that is a copy. */
  resolve(specifier: string, importer: string | undefined): string | null {
    if (importer === undefined || !specifier.startsWith('.')) return null;
    if (!COPY.test(importer) && !COPY.test(specifier)) return null;
    const file = resolve(dirname(importer), specifier.replace(COPY, ''));
    return this.#copied.has(file) ? `${file}?museum` : null;
  }

  /** The text of a copy; null if `id` is of none. */
  load(id: string): string | null {
    const [query, bug] = COPY.exec(id) ?? [];
    if (query === undefined) return null;
    const file = id.slice(0, -query.length);
    const patches = this.#patches.get(file);
    const text = readFileSync(file, 'utf8');
    if (patches === undefined || bug === RIGHT) return text;
    if (bug === undefined) return choice(file, text, [...patches.keys()]);
    return (patches.get(bug) ?? []).reduce(patchText, text);
  }

  #copyWithImporters(file: string, imports: ReadonlyMap<string, readonly string[]>): void {
    if (this.#copied.has(file)) return;
    this.#copied.add(file);
    for (const [importer, imported] of imports) {
      if (imported.includes(file)) this.#copyWithImporters(importer, imports);
    }
  }
}

/** For each file below an entry, itself included, the files that it imports for more than types. */
function importsBelow(entry: string): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const visit = (file: string) => {
    if (found.has(file)) return;
    const code = readFileSync(file, 'utf8');
    const specifiers = [...code.matchAll(/^(?:import|export) (?!type )[^;']*'(\.[^']+)';/gm)];
    const files = specifiers.map(([, specifier]) => resolve(dirname(file), specifier));
    found.set(file, files);
    for (const imported of files) visit(imported);
  };
  visit(entry);
  return found;
}

/** A module that exports what the copy with the bug exports that the worker is named after, or else the right copy. */
function choice(file: string, text: string, bugs: readonly string[]): string {
  const names = [...text.matchAll(/^export (?:abstract )?(?:class|function|const) (\w+)/gm)].map(
    ([, name]) => name,
  );
  const copies = [RIGHT, ...bugs].map((bug, k) => ({ bug, name: `copy${k}`, id: `${file}?museum=${bug}` }));
  return [
    ...copies.map(({ name, id }) => `import * as ${name} from ${JSON.stringify(id)};`),
    `const copies = { ${copies.map(({ bug, name }) => `${JSON.stringify(bug)}: ${name}`).join(', ')} };`,
    `export const { ${names.join(', ')} } = copies[self.name] ?? copies.${RIGHT};`,
  ].join('\n');
}
