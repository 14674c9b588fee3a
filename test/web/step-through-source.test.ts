/** The lines of code that the page shows are those of the files that run. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { PRESETS, presetConfig } from '../../src/config/presets.ts';
import { LEARN_STEPS, type StepName } from '../../src/experiment/stepper.ts';
import { learnsLineByLine, placeOf, stepsOfPass } from '../../web/step-through/places.ts';
import {
  callLine,
  commentStarts,
  linesOf,
  methodBody,
  methodSection,
} from '../../web/step-through/source-sections.ts';

const read = (file: string) => readFileSync(file, 'utf8');
const dqn = read('src/agent/dqn.ts');
const lineOf = (source: string, number: number | null | undefined) => linesOf(source)[Number(number) - 1];

const EXAMPLE = `/** A file. */
class Example {
  readonly #part: number;

  // Two lines
  // of comment.
  first(): void {
    this.second(); // not third()
  }

  /**
   * Long.
   */
  second(
    part: number,
  ): void {
    // this.third(part);
    if (part > 0) {
      this.#third(part);
    }
  }
  #third(): void {}

  get fourth(): string {
    return 'not // a comment: this.first()';
  }
}
`;

describe('the lines of a method', () => {
  it.each([
    ['first', 7, 9, 5],
    ['second', 14, 21, 11],
    ['#third', 22, 22, 22],
  ])('%s is found with its comment', (name, first, last, withComment) => {
    expect(methodBody(EXAMPLE, name)).toEqual({ first, last });
    expect(methodSection(EXAMPLE, name)).toEqual({ first: withComment, last });
  });

  it('a call, a property or a part of a name is none', () => {
    for (const name of ['third', 'part', 'irst', 'fourth', 'Example']) {
      expect(methodBody(EXAMPLE, name), name).toBeNull();
      expect(methodSection(EXAMPLE, name), name).toBeNull();
    }
  });
});

describe('the line that calls a method', () => {
  it('is found in the code and not in comments', () => {
    expect(callLine(EXAMPLE, 'first', 'second')).toBe(8);
    expect(callLine(EXAMPLE, 'second', '#third')).toBe(19);
    expect(callLine(EXAMPLE, 'first', 'third')).toBeNull();
    expect(callLine(EXAMPLE, 'second', 'third')).toBeNull();
    expect(callLine(EXAMPLE, 'nobody', 'first')).toBeNull();
  });
});

test('comments are told from code, also behind it', () => {
  const lines = linesOf(EXAMPLE);
  const comments = commentStarts(EXAMPLE).map((start, k) => lines[k].slice(start));
  expect(comments.filter((comment) => comment !== '')).toEqual([
    '/** A file. */',
    '// Two lines',
    '// of comment.',
    '// not third()',
    '/**',
    '* Long.',
    '*/',
    '// this.third(part);',
    "// a comment: this.first()';",
  ]);
});

test('a file is shown without the empty line at its end', () => {
  expect(linesOf('a\n\nb\n')).toEqual(['a', '', 'b']);
});

const CONFIGS = {
  ...Object.fromEntries(Object.keys(PRESETS).map((name) => [name, presetConfig(name)])),
  double: presetConfig('default', { targetRule: 'double' }),
};

describe.each(Object.entries(CONFIGS))('with the settings %s', (_, config) => {
  const steps: readonly StepName[] = [
    ...new Set([...stepsOfPass(config), ...stepsOfPass(presetConfig('default'))]),
  ];

  it.each(steps)('the step %s has lines, and a line that leads there', (step) => {
    const { file, method, caller } = placeOf(step, config);
    const source = read(file);
    const body = methodBody(source, method);
    const section = methodSection(source, method);
    expect(body, `${method} in ${file}`).not.toBeNull();
    expect(lineOf(source, body?.first)).toMatch(new RegExp(`^  ${method}\\(`));
    expect(lineOf(source, body?.last)).toMatch(/^ {2}\}$|\{\}$/);
    expect(section?.last).toBe(body?.last);
    const call = callLine(read(caller.file), caller.method, caller.call);
    expect(lineOf(read(caller.file), call)).toContain(`.${caller.call}(`);
  });

  it('an update is taken line by line only where learn() of dqn.ts makes it', () => {
    expect(stepsOfPass(config).includes('learn')).toBe(!learnsLineByLine(config));
  });
});

describe('the steps of learn()', () => {
  it.each(LEARN_STEPS)('%s is a method of dqn.ts with a comment, called by learn()', (step) => {
    const { file, method, caller } = placeOf(step, presetConfig('default'));
    expect([file, method, caller]).toEqual([
      'src/agent/dqn.ts',
      step,
      { file: 'src/agent/dqn.ts', method: 'learn', call: step },
    ]);
    expect(lineOf(dqn, methodSection(dqn, step)?.first)).toMatch(/^ {2}\/\*\*/);
  });

  it('come in the order of the calls', () => {
    const calls = LEARN_STEPS.map((step) => Number(callLine(dqn, 'learn', step)));
    expect(calls).toEqual(calls.map((_, k) => calls[0] + k));
  });
});
