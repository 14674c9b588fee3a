/** What every built-in task promises about itself. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noPaint } from '../../src/drawing/paint.ts';
import { Environment } from '../../src/env/environment.ts';
import type { Moment, Recording } from '../../src/env/picture.ts';
import { TASKS } from '../../src/env/registry.ts';
import type { OptionValues, Task } from '../../src/env/task.ts';
import { Generator } from '../../src/random.ts';
import { seeds } from '../arbitraries.ts';
import { expectSelfContainedSvg } from '../svg-check.ts';

/** An episode of random actions. */
function recordRandomEpisode(task: Task, seed: number, envOptions: OptionValues = {}): Recording {
  const environment = new Environment(task, { envOptions });
  const { id, actionCount } = environment.spec;
  const random = new Generator(seed);
  const env = environment.createUnscaled(random);
  const moments: Moment[] = [];
  let observation = env.reset().slice();
  for (let episodeReturn = 0; ; ) {
    const action = random.integers(0, actionCount);
    moments.push({ observation, values: [], action, episodeReturn });
    const result = env.step(action);
    observation = result.observation.slice();
    episodeReturn += result.reward;
    if (!result.terminated && !result.truncated) continue;
    moments.push({ observation, values: [], action: null, episodeReturn });
    return { id, moments, episodeReturn, terminated: result.terminated };
  }
}

describe.each(TASKS.map((task) => [task.spec.id, task] as const))('%s', (_, task) => {
  const { observationSize, observationNames, actionCount, actionNames } = task.spec;
  const options = Object.entries(task.options ?? {});

  it('names each entry of an observation and each action', () => {
    expect(observationNames).toHaveLength(observationSize);
    expect(actionNames).toHaveLength(actionCount);
  });

  it('continues with finite numbers, whatever its options are within their bounds', () => {
    const values = options.map(([name, option]) =>
      typeof option.default === 'number'
        ? fc.tuple(
            fc.constant(name),
            fc.oneof(
              fc.constantFrom(option.min as number, option.max as number),
              fc.double({ min: option.min as number, max: option.max as number, noNaN: true }),
            ),
          )
        : fc.tuple(fc.constant(name), fc.constant(option.default)),
    );
    fc.assert(
      fc.property(fc.tuple(...values), seeds, (entries, seed) => {
        // A number that is not finite would throw.
        recordRandomEpisode(task, seed, Object.fromEntries(entries));
      }),
      { numRuns: 30 },
    );
  });

  it('probes states of the size of its observations, of which the ends are none', () => {
    const probe = task.diagnosis?.probeState;
    const random = new Generator(1);
    for (let k = 0; k < 100; k++) {
      const state = probe?.(random);
      expect(state).toHaveLength(observationSize);
      expect(state?.every(Number.isFinite)).toBe(true);
    }
  });

  it('tells a way of ending from the state in which an episode ends', () => {
    const { endings = [], endingOf } = task.diagnosis ?? {};
    const { moments } = recordRandomEpisode(task, 3);
    expect(endings[endingOf?.(moments.at(-1)!.observation) ?? -1]).toBeDefined();
  });

  it('has a picture that stands alone, and one for terminals that fits every size', async () => {
    const picture = (await task.loadPicture?.())!;
    const recording = recordRandomEpisode(task, 2);
    expectSelfContainedSvg(picture.drawSvg(recording));
    for (const columns of [picture.minColumns, 37, 80, 200]) {
      for (const rows of [picture.minRows, picture.minRows + 3, 24, 60]) {
        for (const moment of recording.moments.filter((__, k) => k % 10 === 0)) {
          const lines = picture.drawTerminal(moment, columns, rows, noPaint);
          expect(lines.length).toBeLessThanOrEqual(rows);
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
        }
      }
    }
    expect(picture.describe(recording.moments[0]).join(' ')).not.toMatch(/NaN|undefined/);
  });
});
