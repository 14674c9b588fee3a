import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { isPrintable } from '../../src/cli/printable.ts';
import { quoteForShell, quotePath } from '../../src/cli/shell-quote.ts';

const ordinary = [
  '',
  'with space $(id)',
  '`id` "$HOME" ~ !! \\',
  "it's",
  "'",
  'a;b&c|d>e<f*?[g]{h,i}#',
  '=ls',
  'größe 東京',
];
const unprintable = ['a\nb', '\u001b[31m\'\\"', '\u009b\u202e😀\r0', '\u00017'];

const wordsIn = (shell: string, ...words: string[]) =>
  execFileSync(shell, ['-c', `printf '%s\\0' ${words.join(' ')}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

describe('in a POSIX shell', () => {
  const quote = (word: string) => quoteForShell(word, 'linux');

  test.each(ordinary)('%j is one argument', (word) => {
    expect(wordsIn('sh', quote(word), 'x')).toEqual([word, 'x']);
  });

  test.each([...ordinary, ...unprintable])('%j is one argument of bash, on one line', (word) => {
    expect(wordsIn('bash', quote(word), 'x')).toEqual([word, 'x']);
    expect(isPrintable(quote(word))).toBe(true);
  });

  test('a plain word stays as it is', () => {
    for (const word of ['runs/CartPole-v1_default_seed1', '--vary', 'target-rule=max,double', '0-9']) {
      expect(quote(word)).toBe(word);
    }
  });
});

test.each([
  ['C:\\runs\\a', 'C:\\runs\\a'],
  ['C:\\my runs\\a', '"C:\\my runs\\a"'],
  ['C:\\my runs\\', '"C:\\my runs\\\\"'],
  ['a "b" \\"c', '"a \\"b\\" \\\\\\"c"'],
  ["it's", '"it\'s"'],
  ['', '""'],
])('on Windows %j becomes %s', (word, quoted) => {
  expect(quoteForShell(word, 'win32')).toBe(quoted);
});

test('a path is not taken for a flag', () => {
  expect(quotePath('-rf')).toBe('./-rf');
  expect(quotePath('runs/-rf')).toBe('runs/-rf');
});
