/** How MountainCar looks. */
import { formatNumber } from '../../drawing/format-number.ts';
import type { Picture } from '../picture.ts';
import { STEP_SECONDS } from './picture-hill.ts';
import { drawSvg } from './picture-svg.ts';
import { drawTerminal, MIN_COLUMNS, MIN_ROWS } from './picture-terminal.ts';

export const mountainCarPicture: Picture = {
  stepSeconds: STEP_SECONDS,
  minColumns: MIN_COLUMNS,
  minRows: MIN_ROWS,
  describe: ({ observation: [position, velocity] }) => [
    `position ${formatNumber(position, 2, '+')}`,
    `velocity ${formatNumber(velocity, 3, '+')}`,
  ],
  drawTerminal,
  drawSvg,
};
