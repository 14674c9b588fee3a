/** Source with a bug in it, as one meets it: nothing says which line is wrong. */
import type { Hunk } from '../../museum/hunk.ts';

export interface ExcerptLine {
  readonly text: string;
  /** Whether pointing at it finds the bug. */
  readonly isWrong: boolean;
}

/** A line that is missing is found by either of its neighbours. */
export function excerptOf({ lines }: Hunk): ExcerptLine[] {
  const shown: { text: string; isWrong: boolean }[] = [];
  for (const [k, { mark, text }] of lines.entries()) {
    if (mark === '-') continue;
    const isAfterGap = mark === ' ' && lines[k - 1]?.mark === '-';
    const before = shown.at(-1);
    if (isAfterGap && before !== undefined) before.isWrong = true;
    shown.push({ text, isWrong: mark === '+' || isAfterGap });
  }
  return shown;
}
