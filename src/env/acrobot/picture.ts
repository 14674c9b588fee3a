/** How Acrobot looks. */
import { formatNumber } from '../../drawing/format-number.ts';
import type { Picture } from '../picture.ts';
import { STEP_SECONDS } from './acrobot.ts';
import { pointsOf } from './picture-links.ts';
import { drawSvg } from './picture-svg.ts';
import { drawTerminal, MIN_COLUMNS, MIN_ROWS } from './picture-terminal.ts';

export const acrobotPicture: Picture = {
  stepSeconds: STEP_SECONDS,
  minColumns: MIN_COLUMNS,
  minRows: MIN_ROWS,
  describe: ({ observation }) => [
    `tip ${formatNumber(pointsOf(observation).tip.y, 2, '+')} m`,
    `speeds ${formatNumber(observation[4], 1, '+')}, ${formatNumber(observation[5], 1, '+')} rad/s`,
  ],
  drawTerminal,
  drawSvg,
};
