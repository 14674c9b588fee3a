/** An agent and its parts, and nothing else: what a small page would bundle. */
export {
  Adam,
  DqnAgent,
  EpsilonGreedy,
  Generator,
  HeapDevice,
  Mlp,
  maxTarget,
  squaredLoss,
  UniformReplay,
} from 'dqn.ts';
