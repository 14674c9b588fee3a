/** Colours on a terminal. */
import { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import { noPaint, type Paint, type PaintStyle } from '../drawing/paint.ts';

/**
 * Colours if `stream` is a terminal that has them, or whatever it is if FORCE_COLOR asks for them; Node looks at NO_COLOR,
 * FORCE_COLOR and TERM for us.
 */
export function createPaint(stream: NodeJS.WriteStream): Paint {
  const { isTTY } = stream;
  const coloured = isTTY
    ? stream.hasColors()
    : process.env.FORCE_COLOR !== undefined && WriteStream.prototype.getColorDepth(process.env) > 1;
  if (!coloured) return noPaint;
  return (style, text) => styleText([style].flat() as PaintStyle[], text, { validateStream: false });
}
