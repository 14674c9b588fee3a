/**
 * Loads modules with a bug in them. It is put in as the text of a file is read; the source on the disk, and what other parts of the
 * process have loaded of it, stay as they are.
 */
import { register as registerHooks } from 'node:module';
import { parseArgs } from 'node:util';
import { register as registerTsx } from 'tsx/esm/api';
import { MUSEUM, type MuseumBug } from './bugs.ts';
import { type HooksData, NAMESPACE } from './hooks.ts';

/** The bug that `--bug` names; null without one, and for a name that there is not, which the program refuses. */
export function bugAskedFor(args: readonly string[]): MuseumBug | null {
  const { values } = parseArgs({ args: [...args], options: { bug: { type: 'string' } }, strict: false });
  return MUSEUM.find(({ id }) => id === values.bug) ?? null;
}

/** Runs `train` with the first form of a bug in it. */
export async function trainWithBug({ id, forms: [{ patches }] }: MuseumBug): Promise<void> {
  const data: HooksData = { root: new URL('..', import.meta.url).href, patches };
  registerHooks('./hooks.ts', { parentURL: import.meta.url, data });
  // What is registered last is asked first: this tsx gets the patched text and compiles it, and keeps a graph of its own.
  const { import: load } = registerTsx({ namespace: NAMESPACE });
  const { runTrain }: typeof import('./train.ts') = await load('./train.ts', import.meta.url);
  await runTrain(id);
}
