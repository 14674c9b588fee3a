/** Choosing the greedy action for one observation, as the agent does in each environment step. */
import { createDqnAgent, environmentOf } from '../../src/experiment/assembly.ts';
import { spawnStreams } from '../../src/experiment/streams.ts';
import { forwardFlops, frozenConfig, playAtRandom, SIZES, type Size } from '../fixtures.ts';
import type { Row } from '../row.ts';

/** Different from call to call, so that the action cannot be guessed from the last one; few enough to stay in the cache. */
const OBSERVATIONS = 256;

const actRow = (size: Size): Row => ({
  group: 'Acting',
  name: `act() ${size.units.join('-')}, ε 0`,
  flops: forwardFlops({ ...size, B: 1 }),
  prepare(kernels) {
    const config = frozenConfig({ hiddenSizes: size.units.slice(1, -1), epsilonStart: 0, epsilonEnd: 0 });
    const agent = createDqnAgent(config, environmentOf(config).spec, spawnStreams(config.seed), kernels);
    const observations: Float32Array[] = [];
    playAtRandom(config, ({ observation }) => {
      if (observations.length < OBSERVATIONS) observations.push(observation.slice());
    });
    return (count) => {
      let actions = 0;
      for (let n = 0; n < count; n++) actions += agent.act(observations[n % OBSERVATIONS], n);
      return actions;
    };
  },
});

export const actRows: readonly Row[] = SIZES.map(actRow);
