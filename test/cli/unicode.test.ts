import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fitToTerminal, inAscii, showsUnicode } from '../../src/cli/unicode.ts';

// Colours and characters of the terminal that the tests run on do not matter.
beforeEach(() => vi.stubEnv('TERM', 'xterm-256color'));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

test.each<[boolean, Record<string, string>, boolean]>([
  [true, { LANG: 'en_GB.UTF-8' }, true],
  [true, {}, true],
  [true, { LANG: 'C.utf8' }, true],
  [true, { LANG: 'C' }, false],
  [true, { LANG: 'en_GB.UTF-8', LC_ALL: 'POSIX' }, false],
  [true, { LANG: 'de_DE.ISO-8859-1', LC_CTYPE: 'UTF-8' }, true],
  [false, { LANG: 'C' }, true],
])('a terminal: %s, locale %j: Unicode %s', (isTTY, env, expected) => {
  // The rest is about Linux and macOS; on Windows the kind of terminal decides.
  vi.stubGlobal('process', { ...process, platform: 'linux', env: process.env });
  expect(showsUnicode({ isTTY }, env)).toBe(expected);
});

test('the console of Linux has no Braille', () => {
  vi.stubEnv('TERM', 'linux');
  expect(showsUnicode({ isTTY: true }, { LANG: 'en_GB.UTF-8' })).toBe(process.platform === 'win32');
});

test('what the programs write is in ASCII, and as wide', () => {
  const line = 'step 600 of 50 000 · ε 0.89 · return – · greedy −1.5 … │┤└─┬';
  expect(inAscii(line)).toBe('step 600 of 50 000 - e 0.89 - return - - greedy -1.5 . |++-+');
  expect(inAscii('runs/日本 · ü')).toBe('runs/日本 - ü');
});

test.each([
  ['a terminal without Unicode', true, 'C', 'e 0.50 - ok'],
  ['a terminal with it', true, 'en_GB.UTF-8', 'ε 0.50 · ok'],
  ['a file', false, 'C', 'ε 0.50 · ok'],
])('%s is written to', (_, isTTY, locale, expected) => {
  vi.stubGlobal('process', { ...process, platform: 'linux', env: process.env });
  vi.stubEnv('LC_ALL', locale);
  const written: unknown[] = [];
  const stream = {
    isTTY,
    write: (chunk: unknown) => written.push(chunk) > 0,
  } as unknown as NodeJS.WriteStream;
  fitToTerminal(stream);
  expect(stream.write('ε 0.50 · ok')).toBe(true);
  expect(stream.write(Uint8Array.of(1))).toBe(true);
  expect(written).toEqual([expected, Uint8Array.of(1)]);
});
