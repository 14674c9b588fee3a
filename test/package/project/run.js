/** A whole run with a preset. */
export { presetConfig, TrainingRun } from 'dqn.ts';
