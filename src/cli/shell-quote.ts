/** Words for a command line that a person may copy into a shell. */
import { isPrintable, printable } from './printable.ts';

/** Words that no shell takes for anything else. (zsh expands a word that begins with =.) */
const PLAIN = { posix: /^[\w@%+:,./-][\w@%+=:,./-]*$/, windows: /^[\w@+=:,./\\-]+$/ };

/**
 * A word as one argument, on one line.
 *
 * POSIX: in single quotes, or, if it holds what must not be printed, in $'…' (POSIX.1-2024) with octal escapes. Windows: in double
 * quotes, by the rules of its C library; what cmd makes of % in them, and PowerShell of $, no quotes can prevent.
 */
export function quoteForShell(word: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return PLAIN.windows.test(word) ? word : quoteForWindows(word);
  if (PLAIN.posix.test(word)) return word;
  return isPrintable(word) ? `'${word.replaceAll("'", `'\\''`)}'` : `$'${escapeInOctal(word)}'`;
}

/** Backslashes count as escapes only before a double quote, such as the one at the end. */
const quoteForWindows = (word: string) =>
  `"${printable(word).replace(/(\\*)("|$)/g, (_, slashes, quote) => `${slashes}${slashes}${quote && '\\"'}`)}"`;

function escapeInOctal(word: string): string {
  return Array.from(word, (character) => {
    if (/[\\']/.test(character)) return `\\${character}`;
    if (isPrintable(character)) return character;
    const bytes = new TextEncoder().encode(character);
    return Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  }).join('');
}

/** A path as an argument that no program takes for a flag. */
export const quotePath = (path: string): string => quoteForShell(path.startsWith('-') ? `./${path}` : path);
