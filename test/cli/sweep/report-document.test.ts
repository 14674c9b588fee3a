import { describe, expect, it } from 'vitest';
import { type Block, toHtml, toMarkdown } from '../../../src/cli/sweep/report-document.ts';

const blocks: Block[] = [
  { kind: 'heading', level: 1, text: 'A_B' },
  { kind: 'paragraph', text: '1 < 2 & *3*' },
  { kind: 'list', items: ['one', 'two'] },
  { kind: 'table', header: ['a|b', 'c'], rows: [['1', '2']] },
  { kind: 'commands', lines: ["echo 'a < b'", 'b'] },
  { kind: 'figure', name: 'curve', svg: '<svg></svg>\n', caption: 'A curve' },
];

describe('a report', () => {
  it('in Markdown refers to its pictures, and shows text as it is', () => {
    expect(toMarkdown(blocks)).toBe(
      [
        '# A\\_B',
        '1 \\< 2 & \\*3\\*',
        '- one\n- two',
        '| a\\|b | c |\n|---|---|\n| 1 | 2 |',
        "```sh\necho 'a < b'\nb\n```",
        '![A curve](figures/curve.svg)\n\nA curve\n',
      ].join('\n\n'),
    );
  });

  it('in HTML holds its pictures', () => {
    const page = toHtml('A & B', blocks);
    for (const part of [
      '<title>A &amp; B</title>',
      '<h1>A_B</h1>',
      '<p>1 &lt; 2 &amp; *3*</p>',
      '<li>one</li>\n<li>two</li>',
      '<tr><th>a|b</th><th>c</th></tr>\n<tr><td>1</td><td>2</td></tr>',
      "<pre>echo 'a &lt; b'\nb</pre>",
      '<figure>\n<svg></svg>\n<figcaption>A curve</figcaption>\n</figure>',
    ]) {
      expect(page).toContain(part);
    }
  });

  it('in neither form lets text from outside be anything but text', () => {
    const text = '\u001b[31m\n# b\n</pre><script>|';
    const hostile: Block[] = [
      { kind: 'heading', level: 2, text },
      { kind: 'paragraph', text },
      { kind: 'list', items: [text] },
      { kind: 'table', header: [text], rows: [[text]] },
      { kind: 'commands', lines: [text, '```'] },
      { kind: 'figure', name: 'f', svg: '<svg></svg>\n', caption: text },
    ];
    const markdown = toMarkdown(hostile);
    expect(markdown).not.toMatch(/(?!\n)\p{Cc}|^# b|[^\\]<script>[^|]|(?<!\\)\|[^ \n-]/mu);
    expect(markdown).toContain('````sh\n\\u001b[31m\\n# b\\n</pre><script>|\n```\n````');
    expect(toHtml(text, hostile)).not.toMatch(/(?!\n)\p{Cc}|^# b|<script>/mu);
  });
});
