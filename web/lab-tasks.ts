/** What the lab can show: the built-in tasks. A task of one's own, which is code from a file, trains and plays in Node. */
import { ConfigError } from '../src/config/config.ts';
import { PRESETS } from '../src/config/presets.ts';
import { TASK_IDS } from '../src/env/task-ids.ts';

export const LAB_TASKS: readonly string[] = TASK_IDS;

export const LAB_PRESETS: readonly string[] = Object.keys(PRESETS);

/** Throws a ConfigError for a task that the lab cannot show. */
export function checkLabTask(env: unknown): void {
  if (LAB_TASKS.some((id) => id === env)) return;
  throw new ConfigError('env', `got ${JSON.stringify(env)}; the lab shows ${LAB_TASKS.join(', ')} only`);
}
