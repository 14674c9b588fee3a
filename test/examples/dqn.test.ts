/** The one file that shows it all computes what the real thing computes. */
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { train } from '../../examples/dqn.ts';
import { presetConfig } from '../../src/config/presets.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import { bits } from '../nn/compare.ts';
import { startScript } from '../programs.ts';

/** The parameters of the preset `default` after so many steps. */
function paramsOfRun(seed: number, steps: number): Float32Array {
  const run = new TrainingRun(presetConfig('default', { seed }), { episodeEnded() {}, metricsTaken() {} });
  while (run.step < steps) run.advance();
  return run.network.params;
}

// Seed 244 meets the time limit of an episode at step 2443; seed 1 does not get so far.
it.each([
  [1, 1500],
  [244, 2600],
])(
  'with seed %i, after %i steps, each parameter is that of the preset `default`, bit for bit',
  (seed, steps) => {
    const params = train(seed, steps, () => {}).flatMap(bits);
    const expected = bits(paramsOfRun(seed, steps));
    const differing = params.filter((value, k) => value !== expected[k]).length;
    expect({ parameters: params.length, differing }).toEqual({ parameters: 4610, differing: 0 });
  },
);

it('trains and tells how it goes when it is run as a program', async () => {
  const program = startScript('examples/dqn.ts', []);
  const [firstLine] = await once(program.stdout!.setEncoding('utf8'), 'data');
  program.kill();
  expect(firstLine).toBe('step 1000: ε 0.81, mean return 10.6\n');
});
