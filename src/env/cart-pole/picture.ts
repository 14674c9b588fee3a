/** How CartPole looks. */
import { formatNumber } from '../../drawing/format-number.ts';
import type { Picture } from '../picture.ts';
import { STEP_SECONDS } from './cart-pole.ts';
import { drawSvg } from './picture-svg.ts';
import { drawTerminal, MIN_COLUMNS, MIN_ROWS } from './picture-terminal.ts';

export const cartPolePicture: Picture = {
  stepSeconds: STEP_SECONDS,
  minColumns: MIN_COLUMNS,
  minRows: MIN_ROWS,
  describe: ({ observation: [x, , theta] }) => [
    `cart ${formatNumber(x, 2, '+')} m`,
    `pole ${formatNumber((theta * 180) / Math.PI, 1, '+')}°`,
  ],
  drawTerminal,
  drawSvg,
};
