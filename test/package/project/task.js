/** A task of one's own in JavaScript, with a part of the library: CartPole whose reward is 0 until the pole falls. */
import { taskNamed } from 'dqn.ts';

const { spec, make } = taskNamed('CartPole-v1');

export default {
  spec: { ...spec, id: 'OwnPole' },
  options: taskNamed('CartPole-v1').options,
  make: (random, options) => make(random, { ...options, suttonBartoReward: true }),
};
