/** The two links, drawn with characters. */
import { BrailleCanvas, DOTS_ACROSS, DOTS_DOWN } from '../../drawing/braille.ts';
import { paintLayers } from '../../drawing/layers.ts';
import type { Paint } from '../../drawing/paint.ts';
import type { Moment } from '../picture.ts';
import { GOAL_HEIGHT, type Point, pointsOf, REACH } from './picture-links.ts';

/** m shown around the reach of the links. */
const MARGIN = 0.1;
const SIZE = 2 * (REACH + MARGIN);

/** Fewest rows and columns in which something can be recognised. */
export const MIN_ROWS = 6;
export const MIN_COLUMNS = 12;

/** What turns the second link, at the joint: actions 0 and 2. */
const TORQUE_MARKS = ['↻', null, '↺'];

/** At most `rows` lines of `columns` characters, as large as both allow and to scale. */
export function drawTerminal(
  { observation, action }: Moment,
  columns: number,
  rows: number,
  paint: Paint,
): string[] {
  const dotsPerMetre = Math.min(columns * DOTS_ACROSS - 1, rows * DOTS_DOWN - 1) / SIZE;
  const canvasRows = Math.min(rows, Math.ceil((SIZE * dotsPerMetre + 1) / DOTS_DOWN));
  const centreX = (columns * DOTS_ACROSS) / 2;
  const dotX = ({ x }: Point) => centreX + x * dotsPerMetre;
  const dotY = ({ y }: Point) => (SIZE / 2 - y) * dotsPerMetre;
  const newCanvas = () => new BrailleCanvas(columns, canvasRows);
  const link = (from: Point, to: Point) => {
    const canvas = newCanvas();
    for (const beside of [0, 1]) canvas.line(dotX(from) + beside, dotY(from), dotX(to) + beside, dotY(to));
    return canvas;
  };

  const goal = newCanvas();
  for (let x = -REACH; x <= REACH; x += 4 / dotsPerMetre) {
    const start = { x, y: GOAL_HEIGHT };
    goal.line(dotX(start), dotY(start), dotX(start) + 1, dotY(start));
  }
  const pivot = { x: 0, y: 0 };
  const { joint, tip } = pointsOf(observation);
  const character = action === null ? null : TORQUE_MARKS[action];
  const place = { column: Math.floor(dotX(joint) / DOTS_ACROSS), row: Math.floor(dotY(joint) / DOTS_DOWN) };
  return paintLayers(
    [
      { canvas: goal, style: 'green' },
      { canvas: link(pivot, joint), style: 'cyan' },
      { canvas: link(joint, tip), style: 'yellow' },
    ],
    character === null ? [] : [{ ...place, character }],
    paint,
  );
}
