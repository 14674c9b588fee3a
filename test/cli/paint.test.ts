import { afterEach, expect, test, vi } from 'vitest';
import { createPaint } from '../../src/cli/paint.ts';

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
