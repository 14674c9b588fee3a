/** The lines of code that the page shows are those of the files that run. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { PRESETS, presetConfig } from '../../src/config/presets.ts';
import { stepsOfPass, updateStepsOf } from '../../web/agent-facts.ts';
import {
  callLine,
  commentStarts,
  linesOf,
  methodBody,
  methodSection,
} from '../../web/step-through/source-sections.ts';
import { stepSource } from '../../web/step-through/step-sources.ts';

const read = (file: string) => readFileSync(file, 'utf8');
const dqn = read('src/agent/dqn.ts');
const lineOf = (source: string, number: number | null | undefined) => linesOf(source)[Number(number) - 1];

const EXAMPLE = `/** A file. */
interface Shape {
  first(): void;
}
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
    ['first', 10, 12, 8],
    ['second', 17, 24, 14],
    ['#third', 25, 25, 25],
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
    expect(callLine(EXAMPLE, 'first', 'second')).toBe(11);
    expect(callLine(EXAMPLE, 'second', '#third')).toBe(22);
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
  it.each(stepsOfPass(config))('the step %s has lines, and a line that leads there', (step) => {
    const { file, method, caller } = stepSource(step, config);
    const source = read(file);
    const body = methodBody(source, method);
    const section = methodSection(source, method);
    expect(body, `${method} in ${file}`).not.toBeNull();
    expect(lineOf(source, body?.first)).toMatch(new RegExp(`^  (?:override )?${method}\\(`));
    expect(lineOf(source, body?.last)).toMatch(/^ {2}\}$|\{\}$/);
    expect(section?.last).toBe(body?.last);
    const call = callLine(read(caller.file), caller.method, caller.call);
    expect(lineOf(read(caller.file), call)).toContain(`.${caller.call}(`);
  });

  it('the calls of an update stand in one method, one under the other', () => {
    const steps = updateStepsOf(config);
    const callers = steps.map((step) => stepSource(step, config).caller);
    const [{ file, method }] = callers;
    expect(new Set(callers.map((caller) => `${caller.file} ${caller.method}`)).size).toBe(1);
    const calls = callers.map(({ call }) => Number(callLine(read(file), method, call)));
    expect(calls).toEqual([...calls].sort((a, b) => a - b));
    expect(new Set(calls).size).toBe(steps.length);
  });
});

test.each(['c51', 'rainbow'])(
  'what %s does otherwise than DQN is in src/agent/distributional.ts',
  (preset) => {
    const config = presetConfig(preset);
    const own = updateStepsOf(config).filter(
      (step) => stepSource(step, config).file === 'src/agent/distributional.ts',
    );
    const overridden = linesOf(read('src/agent/distributional.ts')).flatMap(
      (line) => /^ {2}override (\w+)\(/.exec(line)?.[1] ?? [],
    );
    expect(own).toEqual(overridden);
  },
);

test('noisy networks act by src/agent/noisy.ts', () => {
  expect(stepSource('choose', presetConfig('noisy')).file).toBe('src/agent/noisy.ts');
});

test.each([
  ['default', 'src/agent/dqn.ts', 'learn'],
  ['robust', 'src/agent/clipped-double.ts', 'learn'],
  ['tutorial', 'src/agent/tutorial.ts', 'replay'],
])('an update of %s is in %s, in %s()', (preset, file, method) => {
  const config = presetConfig(preset);
  for (const step of updateStepsOf(config)) {
    const caller = { file, method, call: step };
    expect(stepSource(step, config)).toEqual({ file, method: step, caller });
  }
});

it.each(updateStepsOf(presetConfig('default')))('%s of dqn.ts has a comment', (step) => {
  expect(lineOf(dqn, methodSection(dqn, step)?.first)).toMatch(/^ {2}\/\*\*/);
});
