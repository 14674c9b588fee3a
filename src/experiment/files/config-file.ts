/** The config.json of a run: its hyper-parameters, and the name of the preset that they began as. */
import { type Config, resolveConfig } from '../../config/config.ts';
import { UserError } from '../../user-error.ts';

/** Text that is not a config.json; the message is one line. */
export class ConfigFileError extends UserError {
  override name = 'ConfigFileError';
}

/** What a config.json says, by name. It may leave hyper-parameters out: they have their defaults in `config`. */
export interface ConfigFile {
  /** Null if the file does not say. */
  readonly preset: unknown;
  readonly given: Readonly<Record<string, unknown>>;
  readonly config: Config;
}

/** Levels of JSON. Our own files have six at most, and what looks at them level by level must come to an end. */
const MAX_LEVELS = 64;

/** The text in a file; invalid UTF-8 becomes U+FFFD. */
export const decodeText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** @throws SyntaxError if the text is not JSON, or is nested more deeply than any file of this project. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (isDeeper(value, MAX_LEVELS)) throw new SyntaxError(`more than ${MAX_LEVELS} levels of nesting`);
  return value;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((entry) => isDeeper(entry, levels - 1));
}

export function encodeConfigFile(preset: string, config: Config): string {
  return `${JSON.stringify({ preset, ...config }, null, 2)}\n`;
}

/**
 * A JSON object of hyper-parameters, besides the name of the preset, which is not checked.
 *
 * @throws SyntaxError or ConfigFileError if it is not such an object, ConfigError if a value is out of bounds.
 */
export function parseConfigFile(bytes: Uint8Array): ConfigFile {
  const content = parseJson(decodeText(bytes));
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new ConfigFileError('it does not hold a JSON object; expected the config.json that train wrote');
  }
  const { preset = null, ...given } = content as Record<string, unknown>;
  return { preset, given, config: resolveConfig(given) };
}
