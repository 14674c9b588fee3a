/** Finding a policy on disk: in a run folder, or in a weights file from anywhere. */
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ConfigError } from '../config/config.ts';
import { networkShape } from '../experiment/assembly.ts';
import { type ConfigFile, parseConfigFile } from '../experiment/files/config-file.ts';
import { weightsInCheckpoint } from '../experiment/files/parent.ts';
import { type PolicySettingsText, policyFromFile, settingsToText } from '../experiment/files/policy-file.ts';
import type { NetworkPolicy } from '../experiment/policy.ts';
import type { NetworkShape } from '../nn/network.ts';
import { decodeSafetensors, type Safetensors } from '../nn/safetensors.ts';
import { tensorsUnder } from '../nn/weights.ts';
import { namingFlags } from './arguments.ts';
import { refuseOtherFormat } from './other-format.ts';
import { UsageError } from './program.ts';
import { isThere, naming, readParsed } from './reading.ts';
import { resumeCommand } from './resume-command.ts';
import { checkpointFile, FILES, isCheckpoint, MAX_CHECKPOINT_BYTES } from './run-folder.ts';

/** More than the largest network that `config.ts` allows: 8 layers of 4096 units have 470 MB. */
const MAX_WEIGHTS_BYTES = 500_000_000;
const MAX_CONFIG_BYTES = 1_000_000;

export interface PolicyFlags extends PolicySettingsText {
  /** How the names of the tensors begin, in a file of several networks. */
  readonly network?: string;
  /** Of a run folder, the network of the checkpoint of a step. */
  readonly at?: number;
  /** Of a run folder, that of the best evaluation. */
  readonly best?: true;
}

export interface OpenedPolicy {
  readonly policy: NetworkPolicy;
  /** What the weights were in the file, where that was not float32. */
  readonly convertedFrom: readonly string[];
}

/**
 * The policy at `path`. What it was trained to see is taken from `flags`, else from what the run's config.json says, else
 * from the metadata of the weights file.
 *
 * @throws UsageError that names the file and what is wrong with it; errors of the file system pass through.
 */
export function openPolicy(path: string, flags: PolicyFlags): OpenedPolicy {
  if (!statSync(path).isDirectory()) return readPolicy(path, flags);
  const { at, best, ...settings } = flags;
  if (at !== undefined) return readPolicy(checkpointFile(path, at), settings);
  const configPath = join(path, 'config.json');
  const weightsPath = join(path, `${best ? 'best' : 'weights'}.safetensors`);
  if (!isThere(configPath)) {
    throw new UsageError(
      `${path} is not a run folder: it has no config.json; name a run folder or a weights file`,
    );
  }
  if (!isThere(weightsPath)) {
    const bestPath = join(path, 'best.safetensors');
    const resume = isThere(join(path, FILES.checkpoint)) ? `; resume with: ${resumeCommand(path)}` : '';
    const advice = isThere(bestPath)
      ? `because its run diverged; name the weights of its best evaluation, ${bestPath}`
      : `which train writes when the run ends${resume}`;
    throw new UsageError(`${path} has no ${basename(weightsPath)}, ${advice}`);
  }
  const file = readParsed(configPath, MAX_CONFIG_BYTES, parseConfigFile);
  const opened = readPolicy(weightsPath, settings, givenSettings(file));
  checkSameNetwork(path, file, opened.policy);
  return opened;
}

function readPolicy(path: string, flags: PolicyFlags, ofRun: PolicySettingsText = {}): OpenedPolicy {
  if (isCheckpoint(path)) {
    return policyInFile(path, readParsed(path, MAX_CHECKPOINT_BYTES, weightsInCheckpoint), flags, ofRun);
  }
  refuseOtherFormat(path);
  return policyInFile(path, readParsed(path, MAX_WEIGHTS_BYTES, decodeSafetensors), flags, ofRun);
}

/**
 * The policy in a file that has been read.
 *
 * @param ofRun what the run of the file says, where no flag does.
 * @throws UsageError that names the file or the flag, and what is wrong with it.
 */
export function policyInFile(
  path: string,
  { tensors, metadata }: Safetensors,
  { network, at, best, ...settings }: PolicyFlags,
  ofRun: PolicySettingsText = {},
): OpenedPolicy {
  if (at !== undefined || best) {
    throw new UsageError(
      `${path} is a file with one network; name a run folder with ${best ? '--best' : '--at'}`,
    );
  }
  return naming(path, () => {
    const chosen = network === undefined ? tensors : tensorsUnder(tensors, network);
    const kinds = [...chosen.values()].flatMap(({ convertedFrom }) => convertedFrom ?? []);
    const policy = blamingFlags(settings, () =>
      policyFromFile({ tensors: chosen, metadata }, { ...ofRun, ...settings }),
    );
    return { policy, convertedFrom: [...new Set(kinds)] };
  });
}

/** A setting that a flag gave is called by its flag. */
function blamingFlags<T>(flags: PolicySettingsText, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const isGiven =
      error instanceof ConfigError && flags[error.parameter as keyof PolicySettingsText] !== undefined;
    if (!isGiven) throw error;
    return namingFlags(() => {
      throw error;
    });
  }
}

/** A default of today says nothing about a run of yesterday. */
function givenSettings({ given, config }: ConfigFile): PolicySettingsText {
  const settings = Object.entries(settingsToText(config));
  return Object.fromEntries(settings.filter(([name]) => Object.hasOwn(given, name)));
}

/** Settings of one run make nonsense of the weights of another. */
function checkSameNetwork(
  path: string,
  { given, config }: ConfigFile,
  { q: { network } }: NetworkPolicy,
): void {
  const settingsOf = ({ kind, sizes }: NetworkShape) => ({
    hiddenSizes: sizes.slice(1, -1).join(),
    network: kind,
  });
  const shape = { observationSize: network.inputs, actionCount: network.outputs };
  const [configured, found] = [settingsOf(networkShape(config, shape)), settingsOf(network)];
  for (const name of ['hiddenSizes', 'network'] as const) {
    if (!Object.hasOwn(given, name) || configured[name] === found[name]) continue;
    throw new UsageError(
      `${path} holds files of different runs: ${name} is ${configured[name]} in config.json but ${found[name] || 'none'} in weights.safetensors; name the weights file itself to play it`,
    );
  }
}
