/** Reading files that may come from anywhere: of bounded size, with errors that name the file. */
import { readFileSync, statSync } from 'node:fs';
import { type Config, ConfigError, resolveConfig } from '../config.ts';
import { CheckpointError } from '../experiment/checkpoint.ts';
import { TableError } from '../experiment/metrics-table.ts';
import { SafetensorsError } from '../nn/safetensors.ts';
import { StateError } from '../state.ts';
import { UsageError } from './program.ts';

/** What is wrong with the content of a file, in words for the person. */
const ABOUT_CONTENT = [ConfigError, SafetensorsError, CheckpointError, StateError, TableError, UsageError];

/** Levels of JSON. Our own files have six at most, and what looks at them level by level must come to an end. */
const MAX_LEVELS = 64;

/**
 * What `parse` makes of the bytes of a file.
 *
 * @throws UsageError that names the file: if it is no ordinary one (a device or a pipe could be read for ever), is larger
 *   than `maxBytes`, or its content is refused by `parse`. Errors of the file system pass through.
 */
export function readParsed<T>(path: string, maxBytes: number, parse: (bytes: Uint8Array) => T): T {
  const stats = statSync(path);
  if (!stats.isFile()) throw new UsageError(`${path} is no ordinary file`);
  if (stats.size > maxBytes) throw new UsageError(`${path} has ${stats.size} bytes; allowed are ${maxBytes}`);
  const bytes = readBytes(path);
  return naming(path, () => parse(bytes));
}

/** Node's errors of reading, as opposed to opening, do not say which file they belong to. */
function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw Object.assign(error as NodeJS.ErrnoException, { path });
  }
}

/** Whether there is something at `path`. Throws the error of the file system if that cannot be known. */
export function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Adds the path of a file to what is said about its content. */
export function naming<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${path} is not valid JSON: ${error.message}`);
    if (ABOUT_CONTENT.some((kind) => error instanceof kind)) {
      throw new UsageError(`${path}: ${(error as Error).message}`);
    }
    throw error;
  }
}

/** The text in a file; bytes that are no UTF-8 become U+FFFD. */
export const decodeText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** @throws SyntaxError if the text is no JSON, or is nested too deeply for JSON of ours. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (isDeeper(value, MAX_LEVELS)) throw new SyntaxError(`more than ${MAX_LEVELS} levels are not allowed`);
  return value;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((entry) => isDeeper(entry, levels - 1));
}

/** What a config.json says, by name. It may leave hyper-parameters out: they have their defaults in `config`. */
export interface ConfigFile {
  readonly given: Readonly<Record<string, unknown>>;
  readonly config: Config;
}

/**
 * The config.json of a run: a JSON object of hyper-parameters, besides the name of the preset that they began as.
 *
 * @throws UsageError or SyntaxError if it is no such object, ConfigError if a value is out of bounds.
 */
export function parseConfigFile(bytes: Uint8Array): ConfigFile {
  const content = parseJson(decodeText(bytes));
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new UsageError('it holds no JSON object; it must be the config.json that train wrote');
  }
  const { preset: _, ...given } = content as Record<string, unknown>;
  return { given, config: resolveConfig(given) };
}
