/** What a bug changes in a file, as whole lines with some of those around them. */
import { type Patch, patchText } from './patch.ts';

/** As in a unified diff. */
export type Mark = ' ' | '-' | '+';

export interface HunkLine {
  readonly mark: Mark;
  readonly text: string;
}

export interface Hunk {
  /** From the root of the project. */
  readonly file: string;
  /** Of the first of the lines, in the file without the bug; from 1. */
  readonly firstLine: number;
  readonly lines: readonly HunkLine[];
}

/** Lines of a file that a patch replaces. */
interface Change {
  /** Index of the first. */
  readonly from: number;
  /** Index behind the last. */
  readonly to: number;
  readonly put: readonly string[];
}

/** @param patches all of one file. Changes with at most twice the context between them are in one hunk. */
export function hunksOf(source: string, patches: readonly Patch[], context: number): Hunk[] {
  const lines = linesOf(source);
  const changes = patches.map((patch) => changeOf(source, patch)).sort((a, b) => a.from - b.from);
  const groups: Change[][] = [];
  for (const change of changes) {
    const last = groups.at(-1);
    if (last !== undefined && change.from - last[last.length - 1].to <= 2 * context) last.push(change);
    else groups.push([change]);
  }
  return groups.map((group) => {
    const first = Math.max(0, group[0].from - context);
    const shown: HunkLine[] = [];
    const show = (mark: Mark, texts: readonly string[]) =>
      shown.push(...texts.map((text) => ({ mark, text })));
    let at = first;
    for (const { from, to, put } of group) {
      show(' ', lines.slice(at, from));
      show('-', lines.slice(from, to));
      show('+', put);
      at = to;
    }
    show(' ', lines.slice(at, at + context));
    return { file: patches[0].file, firstLine: first + 1, lines: shown };
  });
}

function changeOf(source: string, patch: Patch): Change {
  const before = linesOf(source);
  const after = linesOf(patchText(source, patch));
  let from = 0;
  while (from < Math.min(before.length, after.length) && before[from] === after[from]) from++;
  let same = 0;
  while (
    same < Math.min(before.length, after.length) - from &&
    before[before.length - 1 - same] === after[after.length - 1 - same]
  ) {
    same++;
  }
  const put = after.slice(from, after.length - same);
  // Of a line that is taken out, its indentation may stay.
  const isEmpty = put.every((text) => text.trim() === '');
  return { from, to: before.length - same, put: isEmpty ? [] : put };
}

const linesOf = (text: string) => text.replace(/\n$/, '').split('\n');
