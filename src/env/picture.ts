/** How a task looks: what a picture of it is given, and what it gives. */
import type { Paint } from '../drawing/paint.ts';

/** What was true before one step. */
export interface Moment {
  /** s (observationSize), not scaled. */
  readonly observation: Float32Array;
  /** Q(s, ·) (actionCount) */
  readonly values: readonly number[];
  /** What is done next; null at the end. */
  readonly action: number | null;
  /** Sum of the rewards so far. */
  readonly episodeReturn: number;
}

/** One episode, moment by moment. */
export interface Recording {
  /** The name of the task. */
  readonly id: string;
  /** One for each step, and one for the state in which the episode ended. */
  readonly moments: readonly Moment[];
  readonly episodeReturn: number;
  /** Whether the task itself ended; otherwise the time limit ended the episode. */
  readonly terminated: boolean;
}

export interface Picture {
  /** Seconds between two steps in real time. */
  readonly stepSeconds: number;
  /** Fewest columns and rows of characters in which something can be recognised. */
  readonly minColumns: number;
  readonly minRows: number;
  /** The state in a few short texts, such as "cart +0.12 m". */
  describe(moment: Moment): readonly string[];
  /** At most `rows` lines of at most `columns` characters. */
  drawTerminal(moment: Moment, columns: number, rows: number, paint: Paint): string[];
  /** The episode as an animated SVG that needs nothing else. */
  drawSvg(recording: Recording): string;
}

/** For each moment, how many of the last `steps` actions were `action`, from 0 to 1: single ones may alternate too fast. */
export function recentShare(moments: readonly Moment[], action: number, steps: number): string[] {
  return moments.map((_, k) => {
    const recent = moments.slice(Math.max(0, k - steps + 1), k + 1);
    return `${recent.filter((moment) => moment.action === action).length / steps}`;
  });
}
