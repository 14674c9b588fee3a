/** For the build of the lab: a worker with the bugs of the museum, beside the one that is right, and the table of the museum. */
import type { Plugin } from 'vite';
import { MUSEUM } from './bugs.ts';
import { museumExhibits } from './exhibits.ts';
import { readMeasurements } from './measurement.ts';
import { SourceCopies } from './source-copies.ts';

/** The module that holds what the lab shows of each bug. */
const EXHIBITS = 'museum:exhibits';

/**
 * @param root of the project.
 * @param entry the worker that trains, from the root; imported as `entry?museum` it has the bug that it is named after.
 */
export function museumPlugin(root: string, entry: string): Plugin {
  const copies = new SourceCopies(root, entry, MUSEUM);
  return {
    name: 'museum',
    enforce: 'pre',
    resolveId: (specifier, importer) =>
      specifier === EXHIBITS ? `\0${EXHIBITS}` : copies.resolve(specifier, importer),
    load(id) {
      if (id !== `\0${EXHIBITS}`) return copies.load(id);
      const exhibits = museumExhibits(root, MUSEUM, copies.bugs, readMeasurements());
      return `export const EXHIBITS = ${JSON.stringify(exhibits)};`;
    },
  };
}
