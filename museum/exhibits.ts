/** Makes what the lab shows of each bug, when the lab is built. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MuseumBug } from './bugs.ts';
import type { GuessFacts, MuseumExhibit } from './exhibit.ts';
import { hunksOf } from './hunk.ts';
import { type Measurement, measuredRange } from './measurement.ts';
import { isOfVariant, measuredCells } from './page.ts';
import { STATISTIC_IDS } from './statistics.ts';

/** Lines around each change. */
const CONTEXT = 4;

/**
 * @param root of the project.
 * @param trainable the bugs that a worker of the lab can have.
 */
export function museumExhibits(
  root: string,
  bugs: readonly MuseumBug[],
  trainable: readonly MuseumBug[],
  runs: readonly Measurement[],
): MuseumExhibit[] {
  return bugs.map((bug) => {
    const { id, bug: what, effect, preset, changes, seeds, steps, test, forms } = bug;
    const [{ how, patches }] = forms;
    const files = [...new Set(patches.map(({ file }) => file))];
    return {
      ...{ id, bug: what, effect, preset, seeds, steps, how, test: test.name },
      ...(changes !== undefined && { changes }),
      hunks: files.flatMap((file) =>
        hunksOf(
          readFileSync(join(root, file), 'utf8'),
          patches.filter((patch) => patch.file === file),
          CONTEXT,
        ),
      ),
      isOfVariant: isOfVariant(bug),
      isTrainable: trainable.includes(bug),
      measured: measuredCells(bug, runs),
      guess: guessFacts(bug, runs),
    };
  });
}

function guessFacts(bug: MuseumBug, runs: readonly Measurement[]): GuessFacts | null {
  if (bug.clue === undefined) return null;
  const { statistic, text } = bug.clue;
  const ranges = STATISTIC_IDS.map((id) => [id, measuredRange(bug, runs, 'right', id)]);
  const wrong = measuredRange(bug, runs, 'wrong', statistic);
  if (wrong === null) throw new Error(`${bug.id} has no ${statistic} in the report`);
  return { statistic, text, right: Object.fromEntries(ranges), wrong };
}
