/** Terminals that can show ASCII only. */
import isUnicodeSupported from 'is-unicode-supported';

/** What the programs write beyond ASCII, and what stands for it there: one character for one, so that all keeps its place. */
const OURS = 'αβγδεκπστω₀₁₂²·−–…±×√°│┤└─┬█▓▒░▸\u00a0';
const INSTEAD = 'abgdekpstw0122---.~xv |++-+####> ';

/** Whether more than ASCII can be shown. Terminals say it by their kind (the console of Linux and the old one of Windows have few characters) and by the locale. */
export function showsUnicode(stream: Pick<NodeJS.WriteStream, 'isTTY'>, env = process.env): boolean {
  // A file or another program takes everything.
  if (!stream.isTTY) return true;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'UTF-8';
  return isUnicodeSupported() && (process.platform === 'win32' || /utf-?8/i.test(locale));
}

/** The same text in ASCII; characters that are not ours, as in a path, stay. */
export const inAscii = (text: string): string =>
  text.replace(/[^\n -~]/g, (character) => INSTEAD[OURS.indexOf(character)] ?? character);

/** Has everything that is written to a terminal without Unicode written in ASCII. */
export function fitToTerminal(stream: NodeJS.WriteStream): void {
  if (showsUnicode(stream)) return;
  const write = stream.write.bind(stream) as (chunk: string | Uint8Array, ...rest: unknown[]) => boolean;
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) =>
    write(typeof chunk === 'string' ? inAscii(chunk) : chunk, ...rest);
}
