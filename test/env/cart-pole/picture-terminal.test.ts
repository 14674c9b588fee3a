import { describe, expect, test } from 'vitest';
import { noPaint } from '../../../src/drawing/paint.ts';
import { drawTerminal } from '../../../src/env/cart-pole/picture-terminal.ts';

interface Shown {
  readonly x: number;
  readonly theta: number;
  readonly action: number | null;
}

function draw({ x = 0, theta = 0, action = null }: Partial<Shown>, columns = 80, rows = 20): string[] {
  const observation = Float32Array.of(x, 0, theta, 0);
  return drawTerminal({ observation, values: [0, 0], action, episodeReturn: 0 }, columns, rows, noPaint);
}

/** Mean column of what a line holds. */
function middle(line: string): number {
  const columns = [...line].flatMap((character, column) => (/[⠀-⣿]/.test(character) ? [column] : []));
  return columns.reduce((sum, column) => sum + column, 0) / columns.length;
}

const cartLine = (lines: readonly string[]) => lines.at(-3)!;

describe('drawTerminal', () => {
  test('is as large as asked at most, for every size and state', () => {
    for (const columns of [20, 37, 60, 80, 200]) {
      for (const rows of [5, 8, 13, 24, 60]) {
        for (const x of [-2.5, 0, 2.5]) {
          for (const theta of [-0.3, 0, 0.3]) {
            for (const action of [0, 1, null]) {
              const lines = draw({ x, theta, action }, columns, rows);
              expect(lines.length).toBeLessThanOrEqual(rows);
              for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
            }
          }
        }
      }
    }
  });

  test('a cart at a limit stands over the mark of that limit', () => {
    for (const [x, mark] of [
      [-2.4, '┟'],
      [0, '┴'],
      [2.4, '┧'],
    ] as const) {
      const lines = draw({ x });
      expect(Math.abs(middle(cartLine(lines)) - lines.at(-2)!.indexOf(mark))).toBeLessThanOrEqual(1);
    }
  });

  test('a positive angle leans to the right, a negative one to the left', () => {
    const tip = (theta: number) => middle(draw({ theta }).find((line) => line.trim() !== '')!);
    expect(tip(0.2)).toBeGreaterThan(tip(0) + 1);
    expect(tip(-0.2)).toBeLessThan(tip(0) - 1);
  });

  test('the push is an arrow on the side to which it goes, and none at the end', () => {
    expect(draw({ action: 0 }).join('\n')).toMatch(/◀ ⣿/);
    expect(draw({ action: 1 }).join('\n')).toMatch(/⣿ ▶/);
    expect(draw({ action: null }).join('\n')).not.toMatch(/[◀▶]/);
  });
});
