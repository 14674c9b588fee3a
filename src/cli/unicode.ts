/** Whether more than ASCII can be shown. */
import isUnicodeSupported from 'is-unicode-supported';

/** Terminals say it by their kind (the console of Linux and the old one of Windows have few characters) and by the locale. */
export function showsUnicode(stream: Pick<NodeJS.WriteStream, 'isTTY'>, env = process.env): boolean {
  // A file or another program takes everything.
  if (!stream.isTTY) return true;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'UTF-8';
  return isUnicodeSupported() && (process.platform === 'win32' || /utf-?8/i.test(locale));
}
