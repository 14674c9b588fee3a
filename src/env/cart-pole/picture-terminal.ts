/** The cart and its pole, drawn with characters. */
import { BrailleCanvas, DOTS_ACROSS, DOTS_DOWN } from '../../drawing/braille.ts';
import type { Paint } from '../../drawing/paint.ts';
import type { Moment } from '../picture.ts';
import { HALF_POLE_LENGTH, X_THRESHOLD } from './cart-pole.ts';

/** m; the cart has no size in the equations, these are the proportions of Gymnasium's picture. */
const CART_WIDTH = 0.4;
const CART_HEIGHT = 0.24;
const POLE_LENGTH = 2 * HALF_POLE_LENGTH;
/** m shown to the left and right of the middle: the limit and half a cart beyond it. */
const HALF_VIEW = X_THRESHOLD + 0.3;
/** The rail and the positions under it. */
const TRACK_ROWS = 2;

/** Fewest rows and columns in which something can be recognized. */
export const MIN_ROWS = TRACK_ROWS + 3;
export const MIN_COLUMNS = 20;

/** At most `rows` lines of `columns` characters, as large as both allow and to scale. */
export function drawTerminal(
  { observation, action }: Moment,
  columns: number,
  rows: number,
  paint: Paint,
): string[] {
  const [x, , theta] = observation;
  const dotsPerMetre = Math.min(
    (columns * DOTS_ACROSS) / (2 * HALF_VIEW),
    ((rows - TRACK_ROWS) * DOTS_DOWN) / (POLE_LENGTH + CART_HEIGHT),
  );
  // Whole rows for the cart, so that none is shared with the pole and each can have its colour.
  const cartRows = Math.max(1, Math.round((CART_HEIGHT * dotsPerMetre) / DOTS_DOWN));
  const poleRows = Math.max(
    1,
    Math.min(rows - TRACK_ROWS - cartRows, Math.ceil((POLE_LENGTH * dotsPerMetre) / DOTS_DOWN)),
  );
  const centre = Math.floor((columns * DOTS_ACROSS) / 2);
  const cartX = centre + x * dotsPerMetre;
  const poleFoot = poleRows * DOTS_DOWN - 1;

  const pole = new BrailleCanvas(columns, poleRows);
  const tipX = cartX + POLE_LENGTH * dotsPerMetre * Math.sin(theta);
  const tipY = poleFoot - POLE_LENGTH * dotsPerMetre * Math.cos(theta);
  pole.line(cartX, poleFoot, tipX, tipY);
  pole.line(cartX - 1, poleFoot, tipX - 1, tipY);

  const cart = new BrailleCanvas(columns, cartRows);
  const halfCart = (CART_WIDTH / 2) * dotsPerMetre;
  for (let y = 0; y < cartRows * DOTS_DOWN; y++) cart.line(cartX - halfCart, y, cartX + halfCart - 1, y);
  const cartLines = cart.toLines();
  const arrowRow = Math.floor((cartRows - 1) / 2);
  cartLines[arrowRow] = withArrow(cartLines[arrowRow], action);

  const column = (metres: number) => Math.floor((centre + metres * dotsPerMetre) / DOTS_ACROSS);
  return [
    ...pole.toLines().map((line) => paint('yellow', line)),
    ...cartLines.map((line) => paint('cyan', line)),
    ...drawTrack(column(-X_THRESHOLD), column(0), column(X_THRESHOLD), columns),
  ];
}

/** The push, on the side to which it goes. */
function withArrow(line: string, action: number | null): string {
  const characters = [...line];
  const left = characters.findIndex((character) => character !== ' ');
  const right = characters.findLastIndex((character) => character !== ' ');
  if (action === 0 && left > 1) characters[left - 2] = '◀';
  if (action === 1 && right + 2 < characters.length) characters[right + 2] = '▶';
  return characters.join('');
}

function drawTrack(left: number, middle: number, right: number, columns: number): string[] {
  const rail = `${' '.repeat(left)}┟${'─'.repeat(middle - left - 1)}┴${'─'.repeat(right - middle - 1)}┧`;
  const labels = Array.from({ length: columns }, () => ' ');
  const write = (text: string, from: number) => {
    for (const [k, character] of [...text].entries()) labels[from + k] = character;
  };
  write(`−${X_THRESHOLD}`, Math.max(0, left - 2));
  write('0', middle);
  write(`${X_THRESHOLD} m`, Math.min(columns - 5, right - 1));
  return [rail, labels.join('')];
}
