/** What takes the place of `checkout.ts` in the package. */
import { Option } from 'commander';
import { UsageError } from './program.ts';

export const commandOf = (program: string): string[] => ['npx', 'dqn.ts', program];

/** From where the bundle lies. */
export const LAB_FOLDER = new URL('../web/', import.meta.url);
export const HOW_TO_GET_LAB = 'install the package again';

/** A bug is put into the text of the source, which is not here. */
export async function bugOption(): Promise<Option> {
  return new Option('--bug <id>', 'Train with a known bug; in a checkout of the source only.').argParser(
    (id) => {
      throw new UsageError(
        `--bug: got ${JSON.stringify(id)}, but the package does not hold the source that bugs are put into; in a checkout of it run npx tsx src/train.ts --bug ${id}`,
      );
    },
  );
}

export const loadTrain = () => import('./train.ts');
