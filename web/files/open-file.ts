/** What the lab does with a file that was chosen or dropped, in the words that the person is told. */
import type { ConfigChanges, Lab } from '../lab.ts';
import { FileError, type FileLike, readFile, shownName } from './read-file.ts';

/**
 * Opens a file and says in one line what has happened.
 *
 * @param changes for a checkpoint: when its run is to end, if otherwise than it was to.
 * @throws FileError of one line, which names the file; the present run is then as it was.
 */
export async function openFile(
  lab: Pick<Lab, 'open' | 'openWeights' | 'choose'>,
  file: FileLike,
  changes: ConfigChanges,
): Promise<string> {
  const name = shownName(file);
  const read = await readFile(file);
  try {
    switch (read.kind) {
      case 'checkpoint':
        await lab.open(read.bytes, changes);
        return `${name}: its run is here, at the step where it was saved.`;
      case 'weights':
        lab.openWeights(read.bytes);
        return `${name}: the cart, the policy map and the network show these weights until the run goes on.`;
      case 'config':
        lab.choose(read.choice.preset, read.choice.config);
        return `${name}: its settings are chosen for the next run.`;
    }
  } catch (error) {
    throw new FileError(file, error instanceof Error ? error.message : String(error));
  }
}
