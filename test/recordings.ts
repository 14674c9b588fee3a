import { createEvaluationEnvironment } from '../src/experiment/assembly.ts';
import { decodePolicy } from '../src/experiment/files/policy-file.ts';
import { type Recording, recordGreedyEpisode } from '../src/experiment/recording.ts';
import type { Mlp } from '../src/nn/mlp.ts';
import { Generator } from '../src/random.ts';
import { policyBytes } from './hand-made-policy.ts';

export function record(network: Mlp, seed = 0): Recording {
  const policy = decodePolicy(policyBytes(network));
  const env = createEvaluationEnvironment(policy, new Generator(seed));
  return recordGreedyEpisode(policy.q, env, policy.observationScale, { seed });
}
