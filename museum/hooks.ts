/** Module hooks of Node, which run in a thread of their own: see `loading.ts`. */
import { readFile } from 'node:fs/promises';
import type { InitializeHook, LoadHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type Patch, patchText } from './patch.ts';

/** Of the graph of modules that the patches are for. */
export const NAMESPACE = 'museum';

export interface HooksData {
  /** Of the project, as a file URL that ends in a slash. */
  readonly root: string;
  readonly patches: readonly Patch[];
}

const patches = new Map<string, Patch[]>();

export const initialize: InitializeHook<HooksData> = (data) => {
  for (const patch of data.patches) {
    const { href } = new URL(patch.file, data.root);
    patches.set(href, [...(patches.get(href) ?? []), patch]);
  }
};

/** The patched text of a file; what is TypeScript in it is taken off by the tsx that asks for it. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const { searchParams } = new URL(url);
  const own =
    searchParams.get('tsx-namespace') === NAMESPACE ? patches.get(url.replace(/\?.*$/, '')) : undefined;
  if (own === undefined) return await nextLoad(url, context);
  const source = own.reduce(patchText, await readFile(fileURLToPath(url), 'utf8'));
  return { format: 'module', shortCircuit: true, source };
};
