/** The car in its valley, drawn with characters. */
import { BrailleCanvas, DOTS_ACROSS, DOTS_DOWN } from '../../drawing/braille.ts';
import { type Mark, paintLayers } from '../../drawing/layers.ts';
import type { Paint } from '../../drawing/paint.ts';
import type { Moment } from '../picture.ts';
import { GOAL_POSITION, MAX_POSITION, MIN_POSITION } from './mountain-car.ts';
import { HIGHEST, heightAt, LOWEST, slopeAt } from './picture-hill.ts';

// In units of the position.
const CAR_LENGTH = 0.16;
const CAR_HEIGHT = 0.07;
const FLAG_HEIGHT = 0.2;
/** Shown beyond either end of the road. */
const MARGIN = 0.08;

const WIDTH = MAX_POSITION - MIN_POSITION + 2 * MARGIN;
const HEIGHT = HIGHEST + FLAG_HEIGHT - LOWEST;

/** Fewest rows and columns in which something can be recognised. */
export const MIN_ROWS = 5;
export const MIN_COLUMNS = 24;

/** At most `rows` lines of `columns` characters, as large as both allow and to scale. */
export function drawTerminal(
  { observation, action }: Moment,
  columns: number,
  rows: number,
  paint: Paint,
): string[] {
  const dotsPerUnit = Math.min((columns * DOTS_ACROSS) / WIDTH, (rows * DOTS_DOWN - 1) / HEIGHT);
  const canvasRows = Math.min(rows, Math.ceil((HEIGHT * dotsPerUnit + 1) / DOTS_DOWN));
  const left = (columns * DOTS_ACROSS - WIDTH * dotsPerUnit) / 2;
  const dotX = (position: number) => left + (position - MIN_POSITION + MARGIN) * dotsPerUnit;
  const dotY = (height: number) => (HIGHEST + FLAG_HEIGHT - height) * dotsPerUnit;
  const newCanvas = () => new BrailleCanvas(columns, canvasRows);

  const hill = newCanvas();
  for (let x = dotX(MIN_POSITION); x <= dotX(MAX_POSITION); x++) {
    const at = (dot: number) => dotY(heightAt(MIN_POSITION + (dot - dotX(MIN_POSITION)) / dotsPerUnit));
    hill.line(x, at(x), x + 1, at(x + 1));
  }
  const flag = newCanvas();
  const foot = heightAt(GOAL_POSITION);
  flag.line(dotX(GOAL_POSITION), dotY(foot), dotX(GOAL_POSITION), dotY(foot + FLAG_HEIGHT));
  for (let k = 0; k < 4; k++) {
    const y = dotY(foot + FLAG_HEIGHT) + k;
    flag.line(dotX(GOAL_POSITION), y, dotX(GOAL_POSITION) + (4 - k), y);
  }

  const [position] = observation;
  const car = newCanvas();
  /** A point of the car: `along` the road and `above` it. */
  const point = (along: number, above: number): [x: number, y: number] => {
    const slope = slopeAt(position);
    const scale = 1 / Math.hypot(1, slope);
    return [
      dotX(position + (along - above * slope) * scale),
      dotY(heightAt(position) + (along * slope + above) * scale),
    ];
  };
  for (let above = 1.5; above <= Math.max(2, CAR_HEIGHT * dotsPerUnit); above += 0.5) {
    const half = CAR_LENGTH / 2;
    car.line(...point(-half, above / dotsPerUnit), ...point(half, above / dotsPerUnit));
  }

  const mark = (character: string, side: -1 | 1): Mark => {
    const [x, y] = point(side * (CAR_LENGTH / 2 + 0.04), CAR_HEIGHT / 2);
    return { column: Math.round(x / DOTS_ACROSS) + side, row: Math.floor(y / DOTS_DOWN), character };
  };
  const marks = action === 0 ? [mark('◀', -1)] : action === 2 ? [mark('▶', 1)] : [];
  return paintLayers(
    [
      { canvas: hill, style: 'dim' },
      { canvas: flag, style: 'yellow' },
      { canvas: car, style: 'cyan' },
    ],
    marks,
    paint,
  );
}
