/** A folder with numbers, a report on them and its figures, of a program that makes all of them at once. */
import { join } from 'node:path';
import { makeFolder } from './files.ts';
import { withFolderLock } from './folder-lock.ts';
import { OwnFolder } from './own-folder.ts';
import { UsageError } from './program.ts';
import { readBeginning } from './reading.ts';
import { type Block, FIGURE_FOLDER, toMarkdown } from './sweep/report-document.ts';

export interface ReportKind {
  /** The file with the numbers: written first, it makes the folder ours. */
  readonly table: string;
  /** How its first line ends. */
  readonly headEnd: string;
  /** The names of all figures that there may be. */
  readonly figures: readonly string[];
}

type Write = (table: string, blocks: readonly Block[]) => void;

/** Bytes in which the first line of a table must end. */
const MAX_HEAD = 10_000;

const figureFile = (name: string) => `${FIGURE_FOLDER}/${name}.svg`;

/**
 * Does work that ends with a report in a folder, in place of an earlier one of its kind.
 *
 * @throws UsageError, before the work begins, if the folder holds anything else.
 */
export async function withReportFolder(
  path: string,
  { table, headEnd, figures }: ReportKind,
  stop: AbortSignal,
  work: (write: Write) => Promise<void>,
): Promise<void> {
  const own = new OwnFolder(path, [table, 'report.md', ...figures.map(figureFile)]);
  makeFolder(path);
  await withFolderLock(path, stop, async (lock) => {
    const [head] = new TextDecoder().decode(readBeginning(join(path, table), MAX_HEAD)).split('\n');
    const foreign = head.endsWith(headEnd) ? null : own.foreignFile(lock.wasAbandoned);
    if (foreign !== null) {
      throw new UsageError(
        `${path} holds no ${table} of an earlier report but other files, such as ${foreign}; give --out another folder`,
      );
    }
    own.checkReplaceable();
    own.removeLeftOvers();
    await work((rows, blocks) => {
      lock.check();
      own.write(table, rows);
      const drawn = blocks.flatMap((block) => (block.kind === 'figure' ? [block] : []));
      for (const { name, svg } of drawn) own.write(figureFile(name), svg);
      for (const name of figures) if (!drawn.some((one) => one.name === name)) own.remove(figureFile(name));
      own.write('report.md', toMarkdown(blocks));
    });
  });
}
