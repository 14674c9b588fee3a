import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Acrobot, MAX_SPEED_1, MAX_SPEED_2 } from '../../../src/env/acrobot/acrobot.ts';
import { acrobot } from '../../../src/env/acrobot/task.ts';

test('within the bounds of the options numbers stay finite, even at full speed', () => {
  const extremes = Object.entries(acrobot.options ?? {}).map(([name, { min, max }]) =>
    fc.tuple(fc.constant(name), fc.constantFrom(min as number, max as number)),
  );
  const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
  const state = fc.tuple(
    angle,
    angle,
    fc.constantFrom(-MAX_SPEED_1, MAX_SPEED_1),
    fc.constantFrom(-MAX_SPEED_2, MAX_SPEED_2),
  );
  fc.assert(
    fc.property(fc.tuple(...extremes), state, fc.nat(2), (options, start, action) => {
      const env = new Acrobot(Object.fromEntries(options));
      env.reset({ seed: 0 });
      env.variables.set(start);
      for (let t = 0; t < 3; t++) env.step(action);
      expect(env.variables.every(Number.isFinite)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});
