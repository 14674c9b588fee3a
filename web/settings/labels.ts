/** Readable names of the hyper-parameters, with the symbols that formulas have for them. */
const LABELS: Readonly<Record<string, string>> = {
  steps: 'Budget of steps',
  env: 'Environment',
  envOptions: 'Options of the environment',
  maxEpisodeSteps: 'Step limit of an episode',
  hiddenSizes: 'Hidden layers',
  initialization: 'Initial weights',
  gamma: 'Discount γ',
  learningRate: 'Learning rate α',
  learningRateEnd: 'Learning rate at the end',
  replayCapacity: 'Capacity of the memory',
  epsilonStart: 'ε at the start',
  epsilonEnd: 'ε at the end',
  epsilonDecaySteps: 'Steps over which ε falls',
  epsilonDecay: 'Factor on ε',
  evaluationEverySteps: 'Steps between evaluations',
  evaluationEpisodes: 'Episodes per evaluation',
  finalEvaluationEpisodes: 'Episodes of the deciding evaluation',
  earlyStop: 'Stop when solved',
  metricsEverySteps: 'Steps between rows of metrics',
  scheduleSteps: 'Length of the schedules',
  adamBeta1: 'β₁ of Adam',
  adamBeta2: 'β₂ of Adam',
  adamEpsilon: 'ε of Adam',
  sgdMomentum: 'Momentum of SGD',
  rmspropDecay: 'Decay of RMSProp',
  rmspropEpsilon: 'ε of RMSProp',
  huberDelta: 'Limit κ of the Huber loss',
  maxGradientNorm: 'Largest norm of the gradient',
  learningStartSteps: 'Steps before learning',
  trainEverySteps: 'Steps between rounds of updates',
  trainUpdates: 'Updates per round',
  network: 'Kind of network',
  nStep: 'Rewards n in a target',
  targetEpsilon: 'ε of the target policy',
  targetSyncSteps: 'Steps between syncs',
  targetTau: 'Share τ of a sync',
  replay: 'Sampling from the memory',
  priorityExponent: 'Exponent α of priorities',
  priorityBetaStart: 'β of priorities at the start',
};

/** A name that is not in the list is split into its words: `batchSize` becomes "Batch size". */
export function labelOf(name: string): string {
  if (Object.hasOwn(LABELS, name)) return LABELS[name];
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
