/** A report as a sequence of blocks, and the two forms in which it is written: Markdown with pictures beside it, and one HTML page. */
import { escapeXml } from '../../drawing/svg.ts';
import { markdownCode, markdownText } from '../markdown.ts';
import { printable } from '../printable.ts';

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'commands'; readonly lines: readonly string[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | {
      readonly kind: 'table';
      readonly header: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | {
      readonly kind: 'figure';
      /** Of the file, without its ending. */
      readonly name: string;
      readonly svg: string;
      readonly caption: string;
    };

/** Where Markdown looks for the pictures, from its own folder. */
export const FIGURE_FOLDER = 'figures';

export function toMarkdown(blocks: readonly Block[]): string {
  return `${blocks.map(markdownBlock).join('\n\n')}\n`;
}

function markdownBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${markdownText(block.text)}`;
    case 'paragraph':
      return markdownText(block.text);
    case 'commands':
      return markdownCode(block.lines, 'sh');
    case 'list':
      return block.items.map((item) => `- ${markdownText(item)}`).join('\n');
    case 'table': {
      const row = (cells: readonly string[]) => `| ${cells.map(markdownText).join(' | ')} |`;
      const rule = `|${'---|'.repeat(block.header.length)}`;
      return [row(block.header), rule, ...block.rows.map(row)].join('\n');
    }
    case 'figure':
      return `![${markdownText(block.caption)}](${FIGURE_FOLDER}/${block.name}.svg)\n\n${markdownText(block.caption)}`;
  }
}

const PAGE_STYLE = `:root{color-scheme:light dark}
body{margin:2rem auto;padding:0 1rem;max-width:60rem;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;color:#1f2328;background:#fff}
table{border-collapse:collapse;font-size:.9rem;display:block;overflow-x:auto}
th,td{border:1px solid #d1d9e0;padding:.3rem .6rem;text-align:left;vertical-align:top}
pre{background:#f6f8fa;padding:.8rem;overflow-x:auto}
figure{margin:1.5rem 0}
figure svg{max-width:100%;height:auto}
figcaption{color:#59636e;font-size:.9rem}
@media (prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}th,td{border-color:#3d444d}pre{background:#151b23}figcaption{color:#9198a1}}`;

const htmlText = (text: string) => escapeXml(printable(text));

/** Nothing in the page comes from elsewhere. */
export function toHtml(title: string, blocks: readonly Block[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${htmlText(title)}</title>
<style>
${PAGE_STYLE}
</style>
${blocks.map(htmlBlock).join('\n')}
</html>
`;
}

function htmlBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${htmlText(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${htmlText(block.text)}</p>`;
    case 'commands':
      return `<pre>${block.lines.map(htmlText).join('\n')}</pre>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${htmlText(item)}</li>`).join('\n')}\n</ul>`;
    case 'table': {
      const row = (tag: string, cells: readonly string[]) =>
        `<tr>${cells.map((cell) => `<${tag}>${htmlText(cell)}</${tag}>`).join('')}</tr>`;
      return `<table>\n${[row('th', block.header), ...block.rows.map((cells) => row('td', cells))].join('\n')}\n</table>`;
    }
    case 'figure':
      return `<figure>\n${block.svg}<figcaption>${htmlText(block.caption)}</figcaption>\n</figure>`;
  }
}
