/**
 * Loads modules with a bug in them. It is put in as the text of a file is read; the source on the disk, and what other parts of the
 * process have loaded of it, stay as they are.
 */
import { register as registerHooks } from 'node:module';
import { register as registerTsx } from 'tsx/esm/api';
import { UsageError } from '../src/cli/program.ts';
import { MUSEUM, type MuseumBug } from './bugs.ts';
import { type HooksData, NAMESPACE } from './hooks.ts';

type TrainProgram = typeof import('../src/cli/train.ts');

/** What `src/train.ts` does, with the first form of a bug in it. */
export async function loadTrainWithBug(bug: string): Promise<Pick<TrainProgram, 'main'>> {
  const { forms } = MUSEUM.find(({ id }) => id === bug) as MuseumBug;
  const data: HooksData = { root: new URL('..', import.meta.url).href, patches: forms[0].patches };
  // Node 26 would rather have `registerHooks`; its hooks go before all of this kind, so that tsx would not see the patched text.
  const { noDeprecation = false } = process;
  process.noDeprecation = true;
  registerHooks('./hooks.ts', { parentURL: import.meta.url, data });
  process.noDeprecation = noDeprecation;
  // What is registered last is asked first: this tsx gets the patched text and compiles it, and keeps a graph of its own.
  const { import: load } = registerTsx({ namespace: NAMESPACE });
  const { main }: TrainProgram = await load('../src/cli/train.ts', import.meta.url);
  const { describeUsageError }: typeof import('../src/cli/program.ts') = await load(
    '../src/cli/program.ts',
    import.meta.url,
  );
  return {
    async main(args, stop) {
      try {
        return await main(args, stop);
      } catch (error) {
        // The classes of errors in that graph are not those of this one.
        const line = describeUsageError(error);
        throw line === null ? error : new UsageError(line, { cause: error });
      }
    },
  };
}
