/** The page's own copy of the network: what it thinks of a state, whatever the worker is doing. */
import { QNetwork } from '../src/agent/q-function.ts';
import type { Config } from '../src/config/config.ts';
import { createNetwork, environmentOf } from '../src/experiment/assembly.ts';
import { decodePolicy } from '../src/experiment/files/policy-file.ts';
import { type NetworkPolicy, Policy } from '../src/experiment/policy.ts';
import { buildOnDevice } from '../src/nn/device.ts';
import { checkLabTask } from './lab-tasks.ts';

/** A network like that of a run, with all parameters zero. */
export function blankPolicy(config: Config): NetworkPolicy {
  const oneRow = { ...config, batchSize: 1 };
  const { spec } = environmentOf(config);
  const q = buildOnDevice((device) => new QNetwork(createNetwork(oneRow, spec, device), device));
  return new Policy(q, config);
}

/** @throws SafetensorsError or ConfigError, of one line, if the bytes are no policy, or one for another task. */
export function policyOfFile(bytes: Uint8Array): NetworkPolicy {
  const policy = decodePolicy(bytes);
  checkLabTask(policy.settings.env);
  return policy;
}
