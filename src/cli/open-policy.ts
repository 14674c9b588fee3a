/** Finding a policy on disk: in a run folder, or in a weights file from anywhere. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, resolveConfig } from '../config.ts';
import {
  decodePolicy,
  type Policy,
  type PolicySettingsText,
  settingsToText,
} from '../experiment/policy-file.ts';
import { SafetensorsError } from '../nn/safetensors.ts';
import { UsageError } from './program.ts';

/** More than the largest network that `config.ts` allows. */
const MAX_BYTES = 1_000_000_000;

/**
 * The policy at `path`. What it was trained to see is taken from `flags`, else from the run's config.json, else from the
 * metadata of the weights file.
 *
 * @throws UsageError that names the file and what is wrong with it; errors of the file system pass through.
 */
export function openPolicy(path: string, flags: PolicySettingsText): Policy {
  if (!statSync(path).isDirectory()) return readPolicy(path, flags);
  const configPath = join(path, 'config.json');
  const weightsPath = join(path, 'weights.safetensors');
  if (!existsSync(configPath)) {
    throw new UsageError(
      `${path} is no run folder: it has no config.json; name a run folder or a weights file`,
    );
  }
  if (!existsSync(weightsPath)) {
    throw new UsageError(`${path} has no weights.safetensors; train writes it when the run ends`);
  }
  return readPolicy(weightsPath, { ...readRunSettings(configPath), ...flags });
}

function readPolicy(path: string, settings: PolicySettingsText): Policy {
  const { size } = statRegularFile(path);
  if (size > MAX_BYTES) throw new UsageError(`${path} has ${size} bytes; allowed are ${MAX_BYTES}`);
  return explaining(path, () => decodePolicy(readFileSync(path), settings));
}

function readRunSettings(path: string): Required<PolicySettingsText> {
  statRegularFile(path);
  return explaining(path, () => {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof content !== 'object' || content === null || Array.isArray(content)) {
      throw new UsageError(`${path} holds no JSON object; it must be the config.json that train wrote`);
    }
    const { preset: _, ...values } = content as Record<string, unknown>;
    return settingsToText(resolveConfig(values));
  });
}

/** A device or a pipe could be read for ever. */
function statRegularFile(path: string) {
  const stats = statSync(path);
  if (!stats.isFile())
    throw new UsageError(`${path} is no ordinary file; name a run folder or a weights file`);
  return stats;
}

/** Adds the path to what is said about the file's content. */
function explaining<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${path} is not valid JSON: ${error.message}`);
    if (error instanceof SafetensorsError || error instanceof ConfigError) {
      throw new UsageError(`${path}: ${error.message}`);
    }
    throw error;
  }
}
