/** Colours for text on a terminal. */
import { styleText } from 'node:util';

export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** Leaves text as it is. */
export const noPaint: Paint = (_style, text) => text;

/** Colours if `stream` is a terminal that has them; Node looks at NO_COLOR, FORCE_COLOR and TERM for us. */
export function createPaint(stream: NodeJS.WriteStream): Paint {
  const coloured = stream.isTTY && stream.hasColors();
  return coloured ? (style, text) => styleText(style, text) : noPaint;
}
