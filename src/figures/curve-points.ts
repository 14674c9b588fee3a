/** Points and axes of a learning curve, made ready for drawing. */
import type { ScaleLinear } from 'd3-scale';
import type { CurvePoint } from '../experiment/learning-curve.ts';
import { RECENT_EPISODES } from '../experiment/metrics.ts';

/** At each episode's end, the mean return of the last 100 episodes, or of all while there are fewer. */
export function recentMeans(episodes: readonly CurvePoint[]): CurvePoint[] {
  let sum = 0;
  return episodes.map(({ step, return: episodeReturn }, k) => {
    sum += episodeReturn;
    if (k >= RECENT_EPISODES) sum -= episodes[k - RECENT_EPISODES].return;
    return { step, return: sum / Math.min(k + 1, RECENT_EPISODES) };
  });
}

/** Every k-th point, k being the smallest that leaves at most `limit`; and the last one. */
export function thin(points: readonly CurvePoint[], limit: number): CurvePoint[] {
  const stride = Math.ceil(points.length / limit);
  return points.filter((_, k) => k % stride === 0 || k === points.length - 1);
}

export interface Tick {
  /** Where it belongs on the picture, in the scale's own unit. */
  readonly position: number;
  /** Its value, such as "10 000". */
  readonly text: string;
}

/** About `count` round values of a scale. */
export function ticks(scale: ScaleLinear<number, number>, count: number): Tick[] {
  const format = scale.tickFormat(count);
  // A space that does not break, as in the rest of the project's numbers, instead of the comma.
  return scale.ticks(count).map((value) => ({
    position: scale(value),
    text: format(value).replaceAll(',', '\u00a0'),
  }));
}
