/** A file that was chosen or dropped, as far as it can be understood without the run that it belongs to. */
import { ConfigError } from '../../src/config/config.ts';
import { checkPreset } from '../../src/config/presets.ts';
import { ConfigFileError, parseConfigFile } from '../../src/experiment/files/config-file.ts';
import { oneLine } from '../one-line.ts';
import type { RunSettings } from '../run.ts';
import { type FileKind, HEAD_BYTES, recognise } from './recognise.ts';

/** Bytes that are read at most. The limits of `train` and `play`, which are beyond the largest that they write. */
export const MAX_BYTES: Readonly<Record<FileKind, number>> = {
  checkpoint: 2_000_000_000,
  weights: 500_000_000,
  config: 1_000_000,
};

export type ReadFile =
  | { readonly kind: 'checkpoint' | 'weights'; readonly bytes: Uint8Array }
  | { readonly kind: 'config'; readonly choice: RunSettings };

/** The part of a browser's `File` that is needed. */
export interface FileLike {
  readonly name: string;
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** A file cannot be used; the message is one line and begins with the file's name. */
export class FileError extends Error {
  override readonly name = 'FileError';

  constructor(file: { readonly name: string }, problem: string) {
    super(`${shownName(file)}: ${oneLine(problem)}`);
  }
}

const NAME_CHARACTERS = 60;

export const shownName = ({ name }: { readonly name: string }): string =>
  oneLine(name, NAME_CHARACTERS) || 'a file without a name';

/** @throws FileError if it is none of our files, too large or cannot be read; only a config.json is read to its end. */
export async function readFile(file: FileLike): Promise<ReadFile> {
  const head = await readBytes(file, HEAD_BYTES);
  if (head.length === 0) throw new FileError(file, 'it is empty');
  const kind = recognise(head);
  if (kind === null) {
    throw new FileError(file, 'it is neither a checkpoint, nor weights (safetensors), nor a config.json');
  }
  if (file.size > MAX_BYTES[kind]) {
    throw new FileError(file, `it has ${file.size} bytes; expected at most ${MAX_BYTES[kind]}`);
  }
  const bytes = await readBytes(file, file.size);
  return kind === 'config' ? { kind, choice: readConfig(file, bytes) } : { kind, bytes };
}

/** Browsers let folders be dropped, and files be removed after they were chosen. */
async function readBytes(file: FileLike, end: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(0, end).arrayBuffer());
  } catch {
    throw new FileError(
      file,
      'it cannot be read; it may be a folder, be gone, or be larger than the memory there is',
    );
  }
}

/** As `train` reads it: hyper-parameters that are left out have the defaults of `src/config/config.ts`. */
function readConfig(file: FileLike, bytes: Uint8Array): RunSettings {
  try {
    const { preset, config } = parseConfigFile(bytes);
    return { preset: checkPreset(preset ?? 'default'), config };
  } catch (error) {
    if (error instanceof ConfigError || error instanceof ConfigFileError) {
      throw new FileError(file, error.message);
    }
    if (error instanceof SyntaxError) throw new FileError(file, `it is not valid JSON: ${error.message}`);
    throw error;
  }
}
