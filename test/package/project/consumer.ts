/** Uses the library as a strict project does; it is only compiled. */
import {
  type Agent,
  createDqn,
  decodePolicy,
  doubleTarget,
  Environment,
  type EpisodeRow,
  presetConfig,
  type RunObserver,
  Stepper,
  type TargetRule,
  type Task,
  TrainingRun,
  wilsonInterval,
} from 'dqn.ts';
import task from './task.js';

const rows: EpisodeRow[] = [];
const observer: RunObserver = { episodeEnded: (row) => void rows.push(row), metricsTaken() {} };

const environment = new Environment(task satisfies Task, { envOptions: { length: 5 } });
const run = new TrainingRun(presetConfig('default', { seed: 1, steps: 100 }), observer, { environment });
while (!run.finished) run.advance();

const halved: TargetRule = (nextValues, batch, online, target, tdTarget) => {
  doubleTarget(nextValues, batch, online, target, tdTarget);
  for (let b = 0; b < nextValues.length; b++) nextValues[b] = (nextValues[b] ?? 0) / 2;
};
const agent: Agent = createDqn({ observationSize: 4, actionCount: 2, seed: 1 }, { targetRule: halved });
export const action: number = agent.act(new Float32Array(4), 0);
export const { low, high } = wilsonInterval(9, 10);
export const stepper = new Stepper(run);
export const policy = (bytes: Uint8Array) => decodePolicy(bytes, { env: 'CartPole-v1' });
