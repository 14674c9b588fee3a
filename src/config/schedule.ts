/** When the schedules of a run come to their ends; a budget that has grown since does not move them. */
import type { Config, DqnConfig } from './config.ts';

/** Steps over which the learning rate, and β of prioritized replay, go to their ends. */
export const scheduleSteps = ({
  scheduleSteps,
  steps,
}: Pick<DqnConfig, 'scheduleSteps' | 'steps'>): number => (scheduleSteps === 0 ? steps : scheduleSteps);

/** The step from which on the learning rate is 0, so that no update changes a weight; null if the budget ends before. */
export function learningEnd(config: Config): number | null {
  if (config.algorithm !== 'dqn' || config.learningRateEnd > 0) return null;
  const end = scheduleSteps(config);
  return end < config.steps ? end : null;
}
