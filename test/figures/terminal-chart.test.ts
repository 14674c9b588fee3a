import { describe, expect, test } from 'vitest';
import { inAscii } from '../../src/cli/unicode.ts';
import type { CurvePoint, LearningCurve } from '../../src/experiment/learning-curve.ts';
import { renderTerminalChart } from '../../src/figures/terminal-chart.ts';

const CURVE: LearningCurve = { episodes: [], evaluations: [], rewardThreshold: 475, maxReturn: 500 };

const flat = (value: number): CurvePoint[] => [0, 500, 1000].map((step) => ({ step, return: value }));

/** Rows of the plot that hold anything, without the axis. */
function filledRows(curve: LearningCurve): { label: string; row: number }[] {
  const lines = renderTerminalChart(curve, { columns: 60 }).split('\n');
  const end = lines.findIndex((line) => line.includes('└'));
  return lines
    .slice(0, end)
    .map((line, row) => ({ label: line.slice(0, 5).trim(), row, plot: line.slice(7) }))
    .filter(({ plot }) => plot.trim() !== '')
    .map(({ label, row }) => ({ label, row }));
}

describe('renderTerminalChart', () => {
  test.each([0, 100, 200, 300, 400, 500])('a greedy return of %i stands in the row that says so', (value) => {
    // The threshold is put on the same row.
    const rows = filledRows({ ...CURVE, evaluations: flat(value), rewardThreshold: value });
    expect(rows.map(({ label }) => label)).toEqual([String(value)]);
  });

  test.each([0, 100, 200, 300, 400, 500])('a threshold of %i stands in the row that says so', (value) => {
    expect(filledRows({ ...CURVE, rewardThreshold: value }).map(({ label }) => label)).toEqual([
      String(value),
    ]);
  });

  test('the mean of training stands in the row that says so', () => {
    const rows = filledRows({ ...CURVE, episodes: flat(200), rewardThreshold: 200 });
    expect(rows.map(({ label }) => label)).toEqual(['200']);
  });

  test('where curves cross, the dots of all of them are there', () => {
    const dots = (curve: LearningCurve) =>
      [...renderTerminalChart(curve, { columns: 60 }).split('└')[0]].map((character) =>
        /[⠀-⣿]/.test(character) ? character.charCodeAt(0) - 0x2800 : 0,
      );
    const rising = [0, 1000].map((step) => ({ step, return: step / 2 }));
    const falling = [0, 1000].map((step) => ({ step, return: 500 - step / 2 }));
    const ends = { ...CURVE, evaluations: [], episodes: [] };
    const greedy = dots({ ...ends, evaluations: rising });
    const training = dots({ ...ends, episodes: falling });
    const both = dots({ ...ends, evaluations: rising, episodes: falling });
    expect(both).toEqual(greedy.map((bits, k) => bits | training[k]));
    expect(both.some((_, k) => (greedy[k] & ~training[k]) !== 0 && (training[k] & ~greedy[k]) !== 0)).toBe(
      true,
    );
  });

  test('a label of the lower axis stands under its tick', () => {
    const lines = renderTerminalChart({ ...CURVE, evaluations: flat(500) }, { columns: 80 }).split('\n');
    const axisAt = lines.findIndex((line) => line.includes('└'));
    const tickColumns = [...lines[axisAt]].flatMap((character, column) =>
      character === '┬' ? [column] : [],
    );
    const labels = [...lines[axisAt + 1].matchAll(/[^ ]+/g)];
    expect(labels.map(([text]) => text)).toEqual(['0', '200', '400', '600', '800', '1\u00a0000']);
    labels.forEach((label, k) => {
      expect(label.index).toBeLessThanOrEqual(tickColumns[k]);
      expect(label.index + label[0].length).toBeGreaterThan(tickColumns[k]);
    });
  });

  test('labels of the lower axis never touch, however long the run', () => {
    for (let power = 0; power < 10; power++) {
      const evaluations = [{ step: 7 * 10 ** power, return: 0 }];
      const lines = renderTerminalChart({ ...CURVE, evaluations }, { columns: 40 }).split('\n');
      const labels = lines[lines.findIndex((line) => line.includes('└')) + 1].trim().split(/ +/);
      const values = labels.map((label) => Number(label.replaceAll('\u00a0', '')));
      expect(values).not.toContain(Number.NaN);
      expect(values).toEqual(values.toSorted((a, b) => a - b));
    }
  });

  test.each([1, 20, 21, 25, 30, 40, 60, 80, 110, 400])(
    'no line is wider than a terminal of %i columns, or than 110',
    (columns) => {
      const curve = { ...CURVE, episodes: flat(-20_000), evaluations: flat(499) };
      for (const line of renderTerminalChart(curve, { columns: columns }).split('\n')) {
        expect(line.length).toBeLessThanOrEqual(Math.max(20, Math.min(110, columns)));
      }
    },
  );

  test('colours change nothing but the colours', () => {
    const curve = { ...CURVE, episodes: flat(20), evaluations: flat(499) };
    const painted = renderTerminalChart(curve, { columns: 80, paint: (_style, text) => `<${text}>` });
    expect(painted).toContain('<');
    expect(painted.replaceAll(/[<>]/g, '')).toBe(renderTerminalChart(curve, { columns: 80 }));
  });

  test('a legend that is too long goes on in the next line', () => {
    const lines = renderTerminalChart(CURVE, { columns: 20 }).split('\n');
    const legend = lines.slice(lines.findIndex((line) => line.includes('└')) + 3);
    expect(legend.map((line) => line.trim()).join(' ')).toBe(
      '⠤⠤ greedy evaluation ⠄⠄ training, mean of last 100 ⠤ ⠤ solved from 475',
    );
  });

  test('without Unicode every curve has a character of its own', () => {
    const curve = { ...CURVE, episodes: flat(-100), evaluations: flat(499), maxReturn: 500 };
    const chart = inAscii(renderTerminalChart(curve, { columns: 60, unicode: false }));
    expect(chart).toMatch(/^[\n -~]*$/);
    const row = (label: string) =>
      chart.split('\n').find((line) => line.trimStart().startsWith(`${label} +`));
    expect(row('500')).toMatch(/ 500 \+\*{53}$/);
    expect(row('-100')).toMatch(/-100 \+(\. ?)+$/);
    expect(chart).toContain('* greedy evaluation   . training, mean of last 100');
    expect(chart).toContain('- solved from 475');
    const shape = (text: string) =>
      text
        .split('\n')
        .slice(0, 14)
        .map((line) => line.slice(7).replace(/[^ ]/g, '#'));
    expect(shape(chart)).toEqual(shape(renderTerminalChart(curve, { columns: 60 })));
  });

  test('a run that was stopped before its first episode ended has an empty plot', () => {
    expect(filledRows(CURVE)).toHaveLength(1);
    expect(renderTerminalChart(CURVE)).not.toContain('NaN');
  });

  test('returns below zero are on the picture', () => {
    const rows = filledRows({ ...CURVE, episodes: flat(-100), rewardThreshold: -100 });
    expect(rows.map(({ label }) => label)).toEqual(['-100'.replace('-', '−')]);
  });
});
