/** What a person is told about a run whose budget goes on after its learning rate has come to 0. */
import type { Config } from '../config/config.ts';
import { learningEnd } from '../config/schedule.ts';
import { formatCount } from './status-line.ts';

/** One line; null if every update before the end of the budget can change weights. */
export function describeLearningEnd(config: Config): string | null {
  const end = learningEnd(config);
  if (end === null) return null;
  return `the learning rate is 0 from step ${formatCount(end)} on: updates change no weights; to learn for longer, start a new run with --steps ${config.steps} --schedule-steps 0, whose schedules last the whole budget, or with a --learning-rate-end above 0`;
}
