/**
 * A trained policy as a safetensors file: the weights, and in its metadata what the network was trained to see.
 *
 *   env                the environment's name
 *   observationScale   what each observation is divided by first, as text: "2.4,2,0.2095,2"
 */
import { QFunction } from '../../agent/q-function.ts';
import { resolveConfig } from '../../config/config.ts';
import { numbersOrTexts } from '../../config/domain.ts';
import { DEFAULT_TASK, findTask } from '../../env/registry.ts';
import type { EnvSpec } from '../../env/task.ts';
import { buildNetwork } from '../../nn/build-network.ts';
import { buildOnDevice, type KernelsChoice } from '../../nn/device.ts';
import type { Network, NetworkShape } from '../../nn/network.ts';
import { decodeSafetensors, encodeSafetensors, SafetensorsError } from '../../nn/safetensors.ts';
import { networkFromTensors, networkToTensors, shapeFromTensors } from '../../nn/weights.ts';
import { Policy, type PolicySettings } from '../policy.ts';

/** The same as text, as it stands in metadata and in flags. */
export type PolicySettingsText = { readonly [Name in keyof PolicySettings]?: string };

/** What holds for a file that says nothing: weights from elsewhere mostly take the observations as they are. */
const UNKNOWN_ORIGIN = { env: DEFAULT_TASK.spec.id, observationScale: '1,1,1,1' };

export function settingsToText({ env, observationScale }: PolicySettings): Required<PolicySettingsText> {
  return { env, observationScale: observationScale.join(',') };
}

/** The policy of a network, or of one of its shape with other parameters, such as those that it once had. */
export function encodePolicy(
  network: Network,
  settings: PolicySettings,
  params: Float32Array = network.params,
): Uint8Array {
  const copy = buildOnDevice((device) => buildNetwork(network, 1, device));
  copy.params.set(params);
  const metadata = new Map(Object.entries(settingsToText(settings)));
  return encodeSafetensors({ tensors: networkToTensors(copy), metadata });
}

/** @throws ConfigError if a setting is out of bounds. */
export function settingsFromText(text: PolicySettingsText): PolicySettings {
  const { env, observationScale } = { ...UNKNOWN_ORIGIN, ...text };
  return resolveConfig({ env, observationScale: numbersOrTexts(observationScale) });
}

/**
 * The policy in a file, whichever program wrote it; kind and sizes of the network are inferred. `overrides` win over the
 * file's own metadata.
 *
 * @throws SafetensorsError if the bytes are no network for this environment, ConfigError if a setting is out of bounds.
 */
export function decodePolicy(
  bytes: Uint8Array,
  overrides: PolicySettingsText = {},
  kernels: KernelsChoice = 'auto',
): Policy {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { env, observationScale } = settingsFromText({ ...Object.fromEntries(metadata), ...overrides });

  const shape = shapeFromTensors(tensors);
  const task = findTask(env);
  if (task !== undefined) checkShape(shape, task.spec);
  const q = buildOnDevice((device) => new QFunction(buildNetwork(shape, 1, device), device), kernels);
  networkFromTensors(q.network, tensors);
  return new Policy(q, { env, observationScale });
}

/** @throws SafetensorsError if a network of this shape is not for this task. */
export function checkShape({ sizes }: NetworkShape, { id, observationSize, actionCount }: EnvSpec): void {
  const outputs = sizes[sizes.length - 1];
  if (sizes[0] === observationSize && outputs === actionCount) return;
  throw new SafetensorsError(
    `the network has ${sizes[0]} inputs and ${outputs} outputs; ${id} needs ${observationSize} and ${actionCount}`,
  );
}
