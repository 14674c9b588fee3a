/** Colours on a terminal. */
import { styleText } from 'node:util';
import { noPaint, type Paint, type PaintStyle } from '../drawing/paint.ts';

/** Colours if `stream` is a terminal that has them; Node looks at NO_COLOR, FORCE_COLOR and TERM for us. */
export function createPaint(stream: NodeJS.WriteStream): Paint {
  const coloured = stream.isTTY && stream.hasColors();
  return coloured ? (style, text) => styleText([style].flat() as PaintStyle[], text) : noPaint;
}
