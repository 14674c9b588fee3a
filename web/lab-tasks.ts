/** What the lab can show. Its views of the cart know CartPole only; Node trains, plays and draws every task. */
import { ConfigError } from '../src/config/config.ts';
import { PRESETS, presetConfig } from '../src/config/presets.ts';

export const LAB_TASKS: readonly string[] = ['CartPole-v0', 'CartPole-v1'];

/** The presets for one of these. */
export const LAB_PRESETS: readonly string[] = Object.keys(PRESETS).filter((name) =>
  LAB_TASKS.includes(presetConfig(name).env),
);

/** Throws a ConfigError for a task that the lab cannot show. */
export function checkLabTask(env: unknown): void {
  if (LAB_TASKS.some((id) => id === env)) return;
  throw new ConfigError('env', `got ${JSON.stringify(env)}; the lab shows ${LAB_TASKS.join(' and ')} only`);
}
