/** How each line of a chart is drawn: the same in the chart and in its legend. */
import type { Curve } from './charts.ts';

export interface Look {
  /** A number is that of a colour of series. */
  readonly colour: 'ink' | 'faint' | number;
  readonly opacity: number;
  /** CSS pixels; null for dots without a line. */
  readonly line: { readonly width: number; readonly dash: readonly number[] } | null;
  /** The diameter of the dots, in CSS pixels; 0 for a line without dots. */
  readonly dots: number;
}

/** Of the earlier runs, the last one first: there are as many as are compared. */
const GHOST_DASHES: readonly (readonly number[])[] = [
  [7, 4],
  [12, 3],
  [4, 6],
];
const FADED = 0.6;

export function curveLook({ look, colour, dash }: Curve): Look {
  return {
    colour: colour ?? 'faint',
    opacity: look === 'dots' ? FADED : 1,
    line: look === 'dots' ? null : { width: 2, dash },
    dots: { dots: 3, line: 0, 'line and dots': 5 }[look],
  };
}

/** Of a curve in the runs before this one. */
export function ghostLooks(curve: Curve): Look[] {
  const { colour } = curveLook(curve);
  return GHOST_DASHES.map((dash) => ({ colour, opacity: FADED, line: { width: 1.5, dash }, dots: 0 }));
}

export const LEVEL_LOOK: Look = { colour: 'ink', opacity: 1, line: { width: 1, dash: [3, 3] }, dots: 0 };

/** The custom property of the style sheets that has its colour. */
export const propertyOf = ({ colour }: Look) =>
  `--${typeof colour === 'number' ? `series-${colour}` : colour}`;
