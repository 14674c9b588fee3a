/** Which line of the source makes a number that is shown. */
import type { Config } from '../../src/config/config.ts';
import { linesOf, methodBody } from './source-sections.ts';
import { type SourceFile, stepSource } from './step-sources.ts';

export interface Origin {
  readonly file: SourceFile;
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
}

const RULE = ['#targetRule(', '#nextValue =', 'second.nextValues.set'];
const LOSS = ['metrics.loss = this.loss(', 'takenRows.loss(', 'metrics.loss +='];
const BACKWARD = ['backward('];
const OPTIMIZER = ['optimizer.step('];
const GREEDY = ['greedyAction('];
const ENVIRONMENT = ['#env.step('];

/** What stands in the line, for the one agent or the other. */
const WRITERS: Readonly<Record<string, readonly string[]>> = {
  'pass.observation': GREEDY,
  'pass.q': GREEDY,
  'pass.action': [...GREEDY, 'noisyAction('],
  'pass.reward': ENVIRONMENT,
  'pass.nextObservation': ENVIRONMENT,
  observation: ['replay.sample(', 'observations.set('],
  nextObservation: ['replay.sample(', 'nextObservations.set('],
  weight: ['replay.sample('],
  qNextTarget: RULE,
  qNextTarget1: RULE,
  qNextTarget2: RULE,
  qNextOnline: RULE,
  nextValue: RULE,
  tdTarget: ['tdTarget[b] +=', '#target =', 'second.tdTarget.set'],
  q: ['.forward('],
  qTaken: ['qTaken[b] =', 'means(this.qTaken', '#qTaken ='],
  tdError: ['measureErrors(', 'const error ='],
  loss: LOSS,
  batchLoss: ['metrics.loss = this.loss(', 'metrics.loss +='],
  dQTaken: ['metrics.loss = this.loss(', '#dQ['],
  dQ: ['this.dQ[b', ...BACKWARD],
  share: BACKWARD,
  gradient: BACKWARD,
  gradientNorm: ['metrics.gradientNorm ='],
  clippedNorm: ['clipGradientNorm('],
  m: OPTIMIZER,
  v: OPTIMIZER,
  velocity: OPTIMIZER,
  mean: OPTIMIZER,
  square: OPTIMIZER,
  mHat: OPTIMIZER,
  vHat: OPTIMIZER,
  change: OPTIMIZER,
  before: OPTIMIZER,
  after: OPTIMIZER,
  epsilon: ['explorationRate ='],
};

/** The step of the loop that makes what is shown of the pass in the environment. */
export const stepOfPass = (quantity: string): string =>
  WRITERS[baseOf(quantity)] === ENVIRONMENT ? 'execute' : 'choose';

/** `observation[2]` is an `observation`. */
const baseOf = (quantity: string) => quantity.replace(/\[.*/, '');

/**
 * null for what no line of the step makes.
 *
 * @param read gives the text of a file.
 */
export function originOf(
  read: (file: SourceFile) => string,
  config: Config,
  step: string,
  quantity: string,
  learner: number,
): Origin | null {
  const writers = WRITERS[baseOf(quantity)];
  const { file, method } = stepSource(step, config);
  const body = methodBody(read(file), method);
  if (writers === undefined || body === null) return null;
  const lines = linesOf(read(file)).slice(body.first - 1, body.last);
  // Of two learners each has a line that asks it; a learner of distributions asks what DQN does.
  const own = `.${['first', 'second'][learner]}.${step}(`;
  for (const part of [own, ...writers, `.first.${step}(`, `super.${step}(`]) {
    const k = lines.findIndex((line) => line.includes(part));
    if (k >= 0) return { file, line: body.first + k, text: lines[k].trim() };
  }
  return null;
}
