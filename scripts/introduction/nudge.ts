/**
 * What a gradient is, seen without calculus: nudge one weight, and look how the loss changes.
 *
 *   npx tsx scripts/introduction/nudge.ts
 *
 * In the first update of the default run, the weight with the steepest slope of each layer is made a little smaller and a
 * little larger. The change of the loss, divided by that of the weight, is the slope that backpropagation has worked out.
 */
import { type DqnAgent, type Mlp, presetConfig, TrainingRun } from '../../src/index.ts';

const FIRST_UPDATE = 1001;
const NUDGE = 1e-3;

export interface Nudged {
  readonly layer: number;
  readonly weight: number;
  readonly lossBelow: number;
  readonly lossAbove: number;
  /** (lossAbove − lossBelow) / (2 · NUDGE) */
  readonly measured: number;
  /** ∂L/∂w by backpropagation. */
  readonly computed: number;
}

export function nudgeWeights(): Nudged[] {
  const run = new TrainingRun(presetConfig('default'), { episodeEnded() {}, metricsTaken() {} });
  const agent = run.agent as DqnAgent;
  const { layers } = agent.online as Mlp;
  while (run.step < FIRST_UPDATE - 1) run.advance();
  run.act();
  agent.sampleBatch();
  agent.computeTargets();
  const loss = () => {
    agent.computeQValues();
    agent.computeLoss();
    return agent.metrics.loss;
  };
  loss();
  agent.computeGradients();

  return layers.map(({ weight, dWeight }, layer) => {
    const k = dWeight.reduce(
      (steepest, slope, j) => (Math.abs(slope) > Math.abs(dWeight[steepest]) ? j : steepest),
      0,
    );
    const before = weight[k];
    weight[k] = before - NUDGE;
    const lossBelow = loss();
    weight[k] = before + NUDGE;
    const lossAbove = loss();
    weight[k] = before;
    const measured = (lossAbove - lossBelow) / (2 * NUDGE);
    return { layer, weight: before, lossBelow, lossAbove, measured, computed: dWeight[k] };
  });
}

/** The same as a table in Markdown. */
export function describeNudges(): string {
  const number = (value: number, digits: number) => value.toFixed(digits).replace('-', '−');
  const rows = nudgeWeights().map(
    ({ layer, weight, lossBelow, lossAbove, measured, computed }) =>
      `| ${layer + 1} | ${number(weight, 5)} | ${number(lossBelow, 6)} | ${number(lossAbove, 6)} | ${number(measured, 5)} | ${number(computed, 5)} |`,
  );
  return [
    '| layer | weight | loss, weight smaller | loss, weight larger | slope, measured | slope, computed |',
    '|--:|--:|--:|--:|--:|--:|',
    ...rows,
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) console.log(describeNudges());
