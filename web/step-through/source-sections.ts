/**
 * Where things are in a source file, found in its text: what the page shows cannot drift from what runs.
 *
 * It relies on the formatting that the linter enforces: methods of a class begin and end two columns in.
 */

/** Lines of a file, counted from 1, both ends included. */
export interface Section {
  readonly first: number;
  readonly last: number;
}

/** Names are identifiers, of which only # and $ could mean something to a regular expression. */
const escaped = (name: string) => name.replace(/[#$]/g, '\\$&');

export const linesOf = (source: string): readonly string[] => source.trimEnd().split('\n');

/** A method of a class by its name (with the # of a private one), without the comment above; null where there is none. */
export function methodBody(source: string, name: string): Section | null {
  const lines = linesOf(source);
  const head = new RegExp(`^ {2}(?:override )?${escaped(name)}\\(`);
  // One that ends with a semicolon is of an interface, and has no body.
  const start = lines.findIndex((line) => head.test(line) && !line.endsWith(';'));
  if (start < 0) return null;
  const isEnd = (line: string, k: number) => (k === start ? line.endsWith('}') : /^ {2}\}/.test(line));
  const end = lines.findIndex((line, k) => k >= start && isEnd(line, k));
  return { first: start + 1, last: end + 1 };
}

/** A method together with the comment right above it. */
export function methodSection(source: string, name: string): Section | null {
  const body = methodBody(source, name);
  if (body === null) return null;
  const starts = commentStarts(source);
  const lines = linesOf(source);
  let { first } = body;
  const isComment = (line: number) =>
    lines[line - 1].trim() !== '' && lines[line - 1].search(/\S/) === starts[line - 1];
  while (first > 1 && isComment(first - 1)) first--;
  return { first, last: body.last };
}

/** The line of the method `caller` on which something's method `callee` is called; null where there is none. */
export function callLine(source: string, caller: string, callee: string): number | null {
  const body = methodBody(source, caller);
  if (body === null) return null;
  const starts = commentStarts(source);
  const call = new RegExp(`\\.${escaped(callee)}\\(`);
  const lines = linesOf(source);
  for (let line = body.first; line <= body.last; line++) {
    if (call.test(lines[line - 1].slice(0, starts[line - 1]))) return line;
  }
  return null;
}

/** For each line the column at which a comment begins; the length of the line where there is none. */
export function commentStarts(source: string): readonly number[] {
  let inBlock = false;
  return linesOf(source).map((line) => {
    const indent = line.length - line.trimStart().length;
    const begins = line.startsWith('/*', indent);
    const isBlock = inBlock || begins;
    if (isBlock) inBlock = !line.includes('*/');
    const column = isBlock ? indent : line.search(/(?<=^|\s)\/\/ /);
    return column < 0 ? line.length : column;
  });
}
