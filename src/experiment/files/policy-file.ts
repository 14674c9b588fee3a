/**
 * A trained policy as a safetensors file: the weights, and in its metadata what the network was trained to see.
 *
 *   env                the name of the task
 *   observationScale   what each observation is divided by first, as text: "2.4,2,0.2095,2"
 *   envOptions         options of the task that are not its defaults: "gravity=12,length=0.7"
 *   maxEpisodeSteps    the step limit, where it is not that of the task
 *   distribution       what the outputs for an action are, where there is more than one: "categorical,51,-10,10"
 */
import { QNetwork } from '../../agent/q-function.ts';
import { HYPER_PARAMETERS, resolveConfig } from '../../config/config.ts';
import { formatValue, parseValue } from '../../config/domain.ts';
import { findTask, taskNamed } from '../../env/registry.ts';
import type { EnvSpec } from '../../env/task.ts';
import { DEFAULT_TASK_ID } from '../../env/task-ids.ts';
import { distributionFromText } from '../../nn/build-distribution.ts';
import { buildNetwork } from '../../nn/build-network.ts';
import { buildOnDevice, type KernelsChoice } from '../../nn/device.ts';
import type { Distribution } from '../../nn/distribution.ts';
import type { Network, NetworkShape } from '../../nn/network.ts';
import {
  decodeSafetensors,
  encodeSafetensors,
  printable,
  type Safetensors,
  SafetensorsError,
} from '../../nn/safetensors.ts';
import { networkFromTensors, networkToTensors, shapeFromTensors } from '../../nn/weights.ts';
import { type NetworkPolicy, Policy, type PolicySettings } from '../policy.ts';

/** The same as text, as it stands in metadata and in flags. */
export type PolicySettingsText = { readonly [Name in keyof PolicySettings]?: string };

const SETTING_NAMES = ['env', 'envOptions', 'maxEpisodeSteps', 'observationScale'];
const SETTINGS = HYPER_PARAMETERS.filter(({ name }) => SETTING_NAMES.includes(name));

/** What holds for a file that says nothing: weights from elsewhere mostly expect unscaled observations. */
export const UNKNOWN_ORIGIN = { env: DEFAULT_TASK_ID, observationScale: '1' };

export function settingsToText(settings: PolicySettings): PolicySettingsText {
  const { env, observationScale, envOptions = {}, maxEpisodeSteps = 0 } = settings;
  const task = findTask(env);
  const changed = Object.entries(envOptions).filter(
    ([name, value]) => value !== task?.options?.[name]?.default,
  );
  const hasOwnLimit = maxEpisodeSteps !== 0 && maxEpisodeSteps !== task?.spec.maxEpisodeSteps;
  return {
    env,
    observationScale: formatValue(observationScale),
    ...(changed.length > 0 ? { envOptions: formatValue(Object.fromEntries(changed)) } : {}),
    ...(hasOwnLimit ? { maxEpisodeSteps: formatValue(maxEpisodeSteps) } : {}),
  };
}

/**
 * The policy of a network, or of one of its shape with other parameters, such as those that it once had.
 *
 * @throws RangeError for another number of parameters.
 */
export function encodePolicy(
  network: Network,
  settings: PolicySettings,
  params: Float32Array = network.params,
): Uint8Array {
  const copy = buildOnDevice((device) => buildNetwork(network, 1, device));
  if (params.length !== copy.params.length) {
    throw new RangeError(`params has ${params.length} entries; expected ${copy.params.length}`);
  }
  copy.params.set(params);
  const metadata = new Map(Object.entries(settingsToText(settings)));
  if (network.distribution !== undefined) metadata.set('distribution', network.distribution.text);
  return encodeSafetensors({ tensors: networkToTensors(copy), metadata });
}

/** The values, not yet checked, of the settings that are given as text. */
export function valuesFromText(text: PolicySettingsText): Record<string, unknown> {
  const values = SETTINGS.flatMap((parameter) => {
    const value = text[parameter.name as keyof PolicySettings];
    return value === undefined ? [] : [[parameter.name, parseValue(parameter, value)]];
  });
  return Object.fromEntries(values);
}

/** @throws ConfigError if a setting is out of bounds. */
export function settingsFromText(text: PolicySettingsText): PolicySettings {
  const { env, observationScale, envOptions, maxEpisodeSteps } = resolveConfig(
    valuesFromText({ ...UNKNOWN_ORIGIN, ...text }),
  );
  return { env, observationScale, envOptions, maxEpisodeSteps };
}

/** Options that are given change those of the file one by one; for another task, those of the file say nothing. */
function overridden(file: PolicySettingsText, overrides: PolicySettingsText): PolicySettingsText {
  if (overrides.env !== undefined && overrides.env !== file.env) {
    const { envOptions: _, maxEpisodeSteps: __, ...others } = file;
    return { ...others, ...overrides };
  }
  const envOptions = [file.envOptions, overrides.envOptions].filter((text) => text).join(',');
  return { ...file, ...overrides, envOptions };
}

/**
 * The policy in the bytes of a file: see `policyFromFile`.
 *
 * @throws SafetensorsError if the bytes are not a network for this environment, ConfigError if a setting is out of bounds.
 */
export function decodePolicy(
  bytes: Uint8Array,
  overrides: PolicySettingsText = {},
  kernels: KernelsChoice = 'auto',
): NetworkPolicy {
  return policyFromFile(decodeSafetensors(bytes), overrides, kernels);
}

/**
 * The policy in a file, whichever program wrote it; kind and sizes of the network are inferred. `overrides` take
 * precedence over the file's own metadata.
 *
 * @throws SafetensorsError if the tensors are not a network for this environment, ConfigError if a setting is out of bounds.
 */
export function policyFromFile(
  { tensors, metadata }: Safetensors,
  overrides: PolicySettingsText = {},
  kernels: KernelsChoice = 'auto',
): NetworkPolicy {
  const { distribution, ...file } = Object.fromEntries(metadata);
  const settings = settingsFromText(overridden(file, overrides));

  const shape = shapeFromTensors(tensors, distributionIn(distribution));
  checkShape(shape, taskNamed(settings.env).spec);
  const q = buildOnDevice((device) => new QNetwork(buildNetwork(shape, 1, device), device), kernels);
  networkFromTensors(q.network, tensors);
  return new Policy(q, settings);
}

/** @throws SafetensorsError for a text that means no distribution. */
function distributionIn(text: string | undefined): Distribution | undefined {
  try {
    return text === undefined ? undefined : distributionFromText(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SafetensorsError(`the metadata do not fit: ${printable(error.message)}`);
  }
}

/** @throws SafetensorsError if a network of this shape is not for this task. */
function checkShape({ sizes }: NetworkShape, { id, observationSize, actionCount }: EnvSpec): void {
  const outputs = sizes[sizes.length - 1];
  if (sizes[0] === observationSize && outputs === actionCount) return;
  throw new SafetensorsError(
    `the network has ${sizes[0]} inputs and ${outputs} outputs; ${id} needs ${observationSize} and ${actionCount}`,
  );
}
