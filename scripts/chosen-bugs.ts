/** The bugs of the museum that are named on a command line. */
import { MUSEUM, type MuseumBug } from '../museum/bugs.ts';
import { UsageError } from '../src/cli/program.ts';

/** All of them where `ids` is empty. @throws UsageError for an id that no bug has. */
export function chosenBugs(ids: readonly string[]): readonly MuseumBug[] {
  const unknown = ids.find((id) => !MUSEUM.some((bug) => bug.id === id));
  if (unknown !== undefined) throw new UsageError(`there is no bug ${unknown}; they are in museum/bugs.ts`);
  return MUSEUM.filter(({ id }) => ids.length === 0 || ids.includes(id));
}
