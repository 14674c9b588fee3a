import { Environment } from '../src/env/environment.ts';
import type { Recording } from '../src/env/picture.ts';
import { taskNamed } from '../src/env/registry.ts';
import { decodePolicy } from '../src/experiment/files/policy-file.ts';
import { recordGreedyEpisode } from '../src/experiment/recording.ts';
import type { Mlp } from '../src/nn/mlp.ts';
import { Generator } from '../src/random.ts';
import { policyBytes } from './hand-made-policy.ts';

export function record(network: Mlp, seed = 0): Recording {
  const policy = decodePolicy(policyBytes(network));
  const environment = new Environment(taskNamed(policy.settings.env));
  const env = environment.createUnscaledForEvaluation(new Generator(seed));
  return recordGreedyEpisode(policy, env, environment.spec);
}
