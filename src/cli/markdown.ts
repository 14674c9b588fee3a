/** Text in Markdown, as GitHub reads it: nothing in it is markup, whatever it holds. */
import { printable } from './printable.ts';

/** What is markup anywhere in a line: | parts the cells of a table, $ begins a formula, & an entity. */
const MARKUP = /[\\`*_~#<|[\]$]|&(?=[#\w])/g;
/** What makes a list or a quotation of a line that begins with it. */
const MARKUP_AT_THE_START = /^(\d{0,9})([.)+-](?=[\s-]|$)|>)/;

/** One line that may stand in a paragraph, an item of a list, a heading or a cell of a table. */
export const markdownText = (text: string): string =>
  printable(text).trim().replace(MARKUP, '\\$&').replace(MARKUP_AT_THE_START, '$1\\$2');

/** Lines of code between fences that are longer than any row of backticks in them. */
export function markdownCode(lines: readonly string[], language: string): string {
  const text = lines.map(printable).join('\n');
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([row]) => row.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
