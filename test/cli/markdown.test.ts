import { describe, expect, test } from 'vitest';
import { markdownCode, markdownText } from '../../src/cli/markdown.ts';

describe('text in Markdown', () => {
  test.each([
    ['*a* _b_ `c` ~~d~~ \\', '\\*a\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~ \\\\'],
    ['<script>', '\\<script>'],
    ['&lt; & &#60;', '\\&lt; & \\&\\#60;'],
    ['a | b', 'a \\| b'],
    ['[a](http://b) ![c](d)', '\\[a\\](http://b) !\\[c\\](d)'],
    ['$x$', '\\$x\\$'],
    ['# a', '\\# a'],
    ['> a', '\\> a'],
    ['- a', '\\- a'],
    ['+ a', '\\+ a'],
    ['---', '\\---'],
    ['1. a', '1\\. a'],
    ['12) a', '12\\) a'],
    ['    a', 'a'],
    ['a\n\nb', 'a\\\\n\\\\nb'],
    ['-0.5 to 1.5, a - b', '-0.5 to 1.5, a - b'],
  ])('%j is no markup', (text, escaped) => {
    expect(markdownText(text)).toBe(escaped);
  });
});

describe('code in Markdown', () => {
  test('stands between fences of three', () => {
    expect(markdownCode(['a', 'b `c`'], 'sh')).toBe('```sh\na\nb `c`\n```');
  });

  test('does not end before its fence', () => {
    expect(markdownCode(['```', '# a', '`````'], 'sh')).toBe('``````sh\n```\n# a\n`````\n``````');
    expect(markdownCode(['a\n```\nb'], 'sh')).toBe('````sh\na\\n```\\nb\n````');
  });
});
