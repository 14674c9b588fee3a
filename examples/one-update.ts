/**
 * One update of DQN in numbers, from a transition to a changed weight. The agent's own steps are called one at a time.
 *
 *   npx tsx examples/one-update.ts [step] [seed]
 *
 * It follows the first transition of the minibatch, and the weight that leads from the hidden unit which this transition
 * excites most to the action that was taken.
 */
import { type Adam, type DqnAgent, type Mlp, presetConfig, TrainingRun } from '../src/index.ts';

const text = (value: number) => `${Number(value.toPrecision(5))}`.replace('-', '−');
const list = (values: ArrayLike<number>) => Array.from(values, text).join('  ');

/** The numbers of the update that follows step number `step` of the preset `default`, in their order and by name. */
export function oneUpdate(step: number, seed: number): Record<string, string> {
  const run = new TrainingRun(presetConfig('default', { seed }), { episodeEnded() {}, metricsTaken() {} });
  const agent = run.agent as DqnAgent;
  const online = agent.online as Mlp;
  const adam = agent.optimizer as Adam;
  const { batch } = agent;
  const numbers: Record<string, string> = {};
  if (agent.updatesDue(step) === 0)
    throw new RangeError(`step is ${step}, expected one with an update, from 1001 on`);

  while (run.step < step - 1) run.advance();
  run.act();

  agent.sampleBatch();
  const action = batch.actions[0];
  numbers['slot in the memory'] = `${batch.slots[0]}`;
  numbers.s = list(batch.observations.subarray(0, 4));
  numbers.a = action === 0 ? 'left' : 'right';
  numbers.r = text(batch.rewards[0]);
  numbers['s′'] = list(batch.nextObservations.subarray(0, 4));
  numbers['task ended with s′'] = batch.terminated[0] ? 'yes' : 'no';

  agent.computeTargets();
  numbers['Q(s′, ·; θ⁻)'] = list(agent.target.forward(batch.nextObservations, 1).subarray(0, 2));
  numbers.y = text(agent.tdTarget[0]);

  agent.computeQValues();
  const [, h2, q] = online.activations;
  const unit = h2.subarray(0, 64).reduce((largest, value, k) => (value > h2[largest] ? k : largest), 0);
  numbers['Q(s, ·; θ)'] = list(q.subarray(0, 2));

  agent.computeLoss();
  numbers['δ = y − Q(s, a; θ)'] = text(agent.tdError[0]);
  numbers['L = mean of δ²'] = text(agent.metrics.loss);
  numbers['∂L/∂Q(s, a; θ)'] = text(agent.dQTaken[0]);

  agent.computeGradients();
  const { weight, dWeight } = online.layers[2];
  const k = 2 * unit + action;
  numbers['hidden unit'] = `${unit}, with the output ${text(h2[unit])}`;
  numbers['its share of ∂L/∂w'] = text(h2[unit] * agent.dQTaken[0]);
  numbers['∂L/∂w'] = text(dWeight[k]);
  numbers.w = text(weight[k]);

  agent.updateParameters(step);
  const place = online.params.length - 2 - weight.length + k; // the last weights, and then two biases
  numbers.m = text(adam.m[place]);
  numbers.v = text(adam.v[place]);
  numbers.α = text(agent.learningRate(step));
  numbers['w afterwards'] = text(weight[k]);
  numbers['Q(s, ·; θ) afterwards'] = list(online.forward(batch.observations, 1).subarray(0, 2));
  return numbers;
}

export const formatNumbers = (numbers: Record<string, string>) =>
  Object.entries(numbers)
    .map(([name, value]) => `${name.padEnd(22)}  ${value}`)
    .join('\n');

if (process.argv[1] === import.meta.filename) {
  const [step = '1001', seed = '1'] = process.argv.slice(2);
  console.log(formatNumbers(oneUpdate(Number(step), Number(seed))));
}
