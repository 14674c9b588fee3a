/** What the lab knows of a bug: all that needs the source and the reports is in it already. */
import type { MuseumBug } from './bugs.ts';
import type { Hunk } from './hunk.ts';
import type { Range, StatisticId } from './statistics.ts';

/** One number of a bug: the median over its seeds. */
export interface MeasuredCell {
  readonly title: string;
  readonly right: string;
  readonly wrong: string;
}

export interface GuessFacts {
  readonly statistic: StatisticId;
  readonly text: string;
  /** All statistics of the correct agent with the same settings, over the same seeds. */
  readonly right: Readonly<Record<StatisticId, Range | null>>;
  /** That statistic with the bug. */
  readonly wrong: Range;
}

export interface MuseumExhibit
  extends Pick<MuseumBug, 'id' | 'bug' | 'effect' | 'preset' | 'changes' | 'seeds' | 'steps'> {
  /** What is changed, in words. */
  readonly how: string;
  readonly hunks: readonly Hunk[];
  /** The name of the test that turns red. */
  readonly test: string;
  readonly isOfVariant: boolean;
  /** Whether the worker of the lab can be given this bug. */
  readonly isTrainable: boolean;
  readonly measured: readonly MeasuredCell[];
  /** Null for a bug that its curves do not give away. */
  readonly guess: GuessFacts | null;
}
