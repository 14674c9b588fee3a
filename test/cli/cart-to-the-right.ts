/** An episode in which the cart goes from the middle to the right, 0.2 m in each of seven steps. */
import type { Recording } from '../../src/env/picture.ts';

export const cartToTheRight: Recording = {
  id: 'CartPole-v1',
  moments: Array.from({ length: 8 }, (_, k) => ({
    observation: Float32Array.of(0.2 * k, 0, 0, 0),
    values: [0, 1],
    action: k === 7 ? null : 1,
    episodeReturn: k,
  })),
  episodeReturn: 7,
  terminated: true,
};
