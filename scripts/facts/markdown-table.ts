/** A table as the pages have it; `alignment` is that of all columns but the first. */
export function markdownTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  alignment = '---',
): string {
  const rule = ['---', ...titles.slice(1).map(() => alignment)];
  return [titles, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
