import { describe, expect, it } from 'vitest';
import { ForeignCurveError, parseForeignCurve } from '../../../src/cli/compare/foreign-curve.ts';

describe('a monitor.csv of Stable-Baselines3', () => {
  it('gives the mean of the last 100 returns by the steps taken', () => {
    const rows = Array.from({ length: 102 }, (_, k) => `${k},2,0.1`).join('\n');
    const points = parseForeignCurve(`#{"t_start": 1.5, "env_id": "CartPole-v1"}\nr,l,t\n${rows}\n`);
    expect(points).toHaveLength(102);
    expect(points[0]).toEqual({ step: 2, return: 0 });
    expect(points[2]).toEqual({ step: 6, return: 1 });
    expect(points[101]).toEqual({ step: 204, return: (2 + 101) / 2 });
  });
});

describe('a table of steps and values', () => {
  it.each([
    ['TensorBoard', 'Wall time,Step,Value\n1.5,100,9.5\n2.5,50,8\n'],
    ['CleanRL', '"global_step","charts/episodic_return"\n"50","8"\n"100","9.5"\n'],
    ['a plain one', 'step,return\r\n50,8\r\n100,9.5\r\n'],
  ])('of %s is read in the order of its steps', (_, text) => {
    expect(parseForeignCurve(text)).toEqual([
      { step: 50, return: 8 },
      { step: 100, return: 9.5 },
    ]);
  });
});

it.each([
  ['', /^line 1: expected a monitor\.csv, or the columns Step and Value$/],
  ['step,a,b\n1,2,3\n', /^line 1: expected/],
  ['a,b\n1,2\n', /^line 1: expected/],
  ['#{}\nreturn,length\n', /^line 2: expected the columns r and l/],
  ['#{}\nr,l,t\n9,long,1\n', /^line 3: got "long" for l, expected a number$/],
  ['step,value\n1,2\n3\n', /^line 3: got "" for value, expected a number$/],
  ['step,value\n1,NaN\n', /^line 2: got "NaN" for value/],
])('refuses %j in one line', (text, message) => {
  expect(() => parseForeignCurve(text)).toThrow(ForeignCurveError);
  expect(() => parseForeignCurve(text)).toThrow(message);
});
