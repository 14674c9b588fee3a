import { afterEach, expect, test, vi } from 'vitest';
import { createPaint } from '../../src/cli/paint.ts';
import { showsUnicode } from '../../src/cli/unicode.ts';

afterEach(() => vi.unstubAllEnvs());

const stream = (isTTY: boolean, colours = true) =>
  ({ isTTY, hasColors: () => colours }) as unknown as NodeJS.WriteStream;
const isColoured = (stream: NodeJS.WriteStream) => createPaint(stream)('red', 'x') !== 'x';

test.each<[string, NodeJS.WriteStream, string | undefined, boolean]>([
  ['a terminal with colours', stream(true), undefined, true],
  ['a terminal without', stream(true, false), undefined, false],
  ['a file', stream(false), undefined, false],
  ['a file, and FORCE_COLOR=1', stream(false), '1', true],
  ['a file, and FORCE_COLOR without a value', stream(false), '', true],
  ['a file, and FORCE_COLOR=0', stream(false), '0', false],
])('%s', (_, stream, force, expected) => {
  vi.stubEnv('NO_COLOR', undefined);
  vi.stubEnv('FORCE_COLOR', force);
  expect(isColoured(stream)).toBe(expected);
});

test('colours are those of ANSI', () => {
  expect(createPaint(stream(true))(['bold', 'yellow'], 'x')).toBe('\u001b[1m\u001b[33mx\u001b[39m\u001b[22m');
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
  vi.stubEnv('TERM', 'xterm-256color');
  expect(showsUnicode({ isTTY }, env)).toBe(expected);
  vi.unstubAllGlobals();
});

test('the console of Linux has no Braille', () => {
  vi.stubEnv('TERM', 'linux');
  expect(showsUnicode({ isTTY: true }, { LANG: 'en_GB.UTF-8' })).toBe(process.platform === 'win32');
});
