/** Tasks from files: `--env ./examples/grid-world.ts` names a module whose default export is a task. */
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Config, UnknownTaskError } from '../config/config.ts';
import { checkTask } from '../env/check-task.ts';
import { findTask, registerTask } from '../env/registry.ts';
import { TaskError } from '../env/task-error.ts';
import { crc32Text } from '../experiment/files/crc32.ts';
import { UsageError } from './program.ts';
import { isThere } from './reading.ts';

const MODULE = /\.[cm]?[jt]s$/;

/** Whether a name can only be that of a file. */
export const isTaskPath = (env: string) => /[\\/]/.test(env) || MODULE.test(env);

/**
 * Makes the task in the module at `path` known under this path, or under the one that it had before.
 *
 * @throws UsageError that names the file and what is wrong with it; errors of the file system pass through.
 */
export async function loadTask(path: string, name = path): Promise<void> {
  if (!statSync(path).isFile())
    throw new UsageError(`${path} is not a regular file; name a module with a task`);
  if (!MODULE.test(path)) {
    throw new UsageError(
      `${path} is not a module; name a JavaScript or TypeScript file whose default export is a task`,
    );
  }
  let content: Readonly<Record<string, unknown>>;
  try {
    content = await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    throw new UsageError(`${path} cannot be loaded: ${describeLoadError(error)}`);
  }
  if (content.default === undefined) {
    throw new UsageError(`${path} has no default export; export the task as default`);
  }
  try {
    registerTask(name, checkTask(content.default));
  } catch (error) {
    throw error instanceof TaskError ? new UsageError(`${path}: ${error.message}`) : error;
  }
}

function describeLoadError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_UNKNOWN_FILE_EXTENSION'
    ? `Node ${process.version} cannot run TypeScript by itself; give it JavaScript, or use Node 22.18 or later`
    : error.message.replace(/\nRequire stack:.*/s, '').replace(/\s*\n\s*/g, ' ');
}

/** A file, or a run folder with a config.json, that may name the module of a task, and what --env says about that. */
export interface TaskRecord {
  readonly path: string;
  readonly env?: unknown;
}

/**
 * What `read` gives once the tasks that it asks for, by paths of modules, are loaded.
 *
 * @param record what is read: a module that has moved since is where --env says.
 */
export async function withTasks<T>(read: () => T, record?: TaskRecord): Promise<T> {
  for (;;) {
    try {
      return read();
    } catch (error) {
      const path = unknownPath(error);
      if (path === null) throw error;
      const moved = movedTo({ env: path }, record?.env).env;
      if (record !== undefined && moved === path && !isThere(path)) throw isNotThere(path, record.path);
      await loadTask(moved, path);
    }
  }
}

function isNotThere(task: string, path: string): UsageError {
  const config = join(path, 'config.json');
  return new UsageError(
    `${isThere(config) ? config : path} names the task ${task}, which cannot be found from ${process.cwd()}; if it has moved, give its path with --env`,
  );
}

/** The configuration with the path that the module of its task has now, where `env` is one; a built-in task does not move. */
export function movedTo<C extends Pick<Config, 'env'>>(config: C, env: unknown): C {
  return typeof env === 'string' && isTaskPath(env) && isTaskPath(config.env) ? { ...config, env } : config;
}

/** The path of a module in an error, or in what caused it. */
function unknownPath(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof UnknownTaskError) return isTaskPath(cause.env) ? cause.env : null;
  }
  return null;
}

/** The configuration with what is needed to know the file of its task again. */
export function withTaskChecksum(config: Config): Config {
  if (!isTaskPath(config.env)) return config;
  const { envChecksum: _, ...others } = config;
  return { ...others, envChecksum: checksumOf(config.env) };
}

const checksumOf = (path: string) => crc32Text(readFileSync(path));

/** One line if the file of a task is not what it was when `config` was made; null if it is, or there is none. */
export function describeChangedTask({ env, envChecksum }: Config): string | null {
  if (envChecksum === undefined || !isTaskPath(env)) return null;
  const now = checksumOf(env);
  if (now === envChecksum) return null;
  return `${env} has changed since the run began (CRC-32 ${envChecksum}, now ${now}): what follows may differ`;
}

/** For a thread of its own, which knows no task but the built-in ones. */
export async function loadTaskOf({ env }: Pick<Config, 'env'>): Promise<void> {
  if (findTask(env) === undefined) await loadTask(env);
}
