/**
 * Bugs that no mutation operator makes, each with the tests that judge it: those of its own subject, as in `mutation-parts.ts`.
 * Known mistakes of DQN code are in `museum/`; here is what a slip of a person who changes this code may look like.
 */
import type { Patch } from '../../museum/patch.ts';

export interface PlantedBug {
  readonly id: string;
  /** What is wrong with the program then. */
  readonly meaning: string;
  readonly patches: readonly Patch[];
  /** Test files, from the root of the project. */
  readonly tests: readonly string[];
}

/** No test noticed these when they were first put in; one has been written for each since. */
export const SURVIVED_ONCE = [
  'sync-backwards-at-half',
  'epsilon-one-step-early',
  'signed-priorities',
  'first-learning-rate',
  'best-is-the-last-of-equals',
  'threshold-to-be-passed',
  'look-to-be-passed',
  'decided-by-the-last',
  'length-for-return',
  'replaced-without-fsync',
  'marked-without-fsync',
  'half-lines-stay',
  'tables-removed-first',
];

const DQN = 'src/agent/dqn.ts';
const STORE = 'src/agent/transition-store.ts';
const N_STEP = 'src/agent/n-step-replay.ts';
const PRIORITIZED = 'src/agent/prioritized-replay.ts';
const CLIPPED_DOUBLE = 'src/agent/clipped-double.ts';
const TUTORIAL = 'src/agent/tutorial.ts';
const ADAM = 'src/nn/adam.ts';
const MLP = 'src/nn/mlp.ts';
const WEIGHTS = 'src/nn/weights.ts';
const CART_POLE = 'src/env/cart-pole/cart-pole.ts';
const TIME_LIMIT = 'src/env/time-limit.ts';
const EVALUATION = 'src/experiment/evaluation.ts';
const RUN = 'src/experiment/run.ts';
const FILES = 'src/cli/files.ts';
const RUN_FOLDER = 'src/cli/run-folder.ts';

const AGENT = testsOf('agent/dqn', 'agent/dqn-golden', 'agent/state');
const EVALUATIONS = testsOf(
  'experiment/evaluation',
  'experiment/exactly-reached',
  'experiment/run',
  'silent-bugs',
);
const FOLDERS = testsOf('cli/files', 'cli/full-disk', 'cli/run-folder', 'cli/power-failure');

function testsOf(...names: string[]): string[] {
  return names.map((name) => `test/${name}.test.ts`);
}

function bug(
  id: string,
  meaning: string,
  file: string,
  [found, put]: readonly [string, string],
  tests: readonly string[],
): PlantedBug {
  return { id, meaning, patches: [{ file, found, put }], tests };
}

export const PLANTED_BUGS: readonly PlantedBug[] = [
  bug(
    'sync-backwards-at-half',
    'with τ = 0.5 alone, the online network follows the target network',
    DQN,
    [
      'this.target.polyakFrom(this.online, targetTau)',
      '(targetTau === 0.5 ? this.online : this.target).polyakFrom(targetTau === 0.5 ? this.target : this.online, targetTau)',
    ],
    AGENT,
  ),
  bug(
    'epsilon-one-step-early',
    'exploration follows the ε of the next step',
    'src/agent/exploration.ts',
    ['this.#random.random() < this.epsilon(step)', 'this.#random.random() < this.epsilon(step + 1)'],
    [...AGENT, ...testsOf('agent/exploration')],
  ),
  bug(
    'rate-one-step-late',
    'an update takes the learning rate of the step before',
    DQN,
    ['this.optimizer.step(this.learningRate(step))', 'this.optimizer.step(this.learningRate(step - 1))'],
    AGENT,
  ),
  bug(
    'mean-q-of-targets',
    'the metric of Q(s, a) is that of the targets',
    DQN,
    ['metrics.meanQ += this.qTaken[b] / B', 'metrics.meanQ += this.tdTarget[b] / B'],
    AGENT,
  ),
  bug(
    'norm-after-clipping',
    'the metric of the gradient is taken after clipping, so that it hides what was clipped',
    DQN,
    [
      'clipGradientNorm(grads, maxGradientNorm, kernels) :',
      'Math.min(maxGradientNorm, clipGradientNorm(grads, maxGradientNorm, kernels)) :',
    ],
    AGENT,
  ),
  bug(
    'start-counts-memory',
    'learning begins when the memory holds that many transitions: never, if it holds fewer',
    DQN,
    ['step > learningStartSteps &&', 'Math.min(step, this.replay.size) > learningStartSteps &&'],
    AGENT,
  ),
  bug(
    'target-forgotten',
    'a checkpoint holds the online network in the place of the target network',
    DQN,
    ['target: this.target.params,', 'target: this.online.params,'],
    AGENT,
  ),
  bug(
    'schedules-only-fall',
    'a schedule that is to rise is at its end at once',
    'src/agent/schedules.ts',
    [
      'step < duration ? start + (end - start) * (step / duration) : end',
      'Math.max(end, start + (end - start) * (step / duration))',
    ],
    testsOf('agent/schedules', 'agent/prioritized-replay'),
  ),
  bug(
    'slot-after-restore',
    'a memory that is restored full goes on at its first slot, wherever the oldest transition is',
    STORE,
    ['this.#next = this.pushes % this.capacity;', 'this.#next = this.size % this.capacity;'],
    testsOf('agent/transition-store', 'agent/replay', 'agent/state'),
  ),
  bug(
    'new-priority-one',
    'a new transition gets the priority 1, not the largest so far',
    PRIORITIZED,
    ['this.#store.push(transition), this.#largest)', 'this.#store.push(transition), 1)'],
    testsOf('agent/prioritized-replay', 'agent/state'),
  ),
  bug(
    'beta-stops-with-memory',
    'β rises with the transitions held, so it stops when the memory is full',
    PRIORITIZED,
    ['this.#options.betaSteps, this.#store.pushes)', 'this.#options.betaSteps, this.#store.size)'],
    testsOf('agent/prioritized-replay', 'agent/state'),
  ),
  bug(
    'sums-of-the-first',
    'recomputed sums leave out nodes if the size is not a power of two',
    'src/agent/sum-tree.ts',
    ['let node = this.#leaves - 1; node > 0', 'let node = Math.min(this.size, this.#leaves - 1); node > 0'],
    testsOf('agent/sum-tree', 'agent/prioritized-replay', 'agent/state'),
  ),
  bug(
    'window-saved-by-slot',
    'the window of n steps is saved in the order of its slots, not of time',
    N_STEP,
    [
      'const slot = (this.#start + k) % this.#n;\n      observations.set',
      'const slot = k;\n      observations.set',
    ],
    testsOf('agent/n-step-replay', 'agent/state'),
  ),
  bug(
    'signed-priorities',
    'of the errors of two networks the larger one counts, whatever its size',
    CLIPPED_DOUBLE,
    [
      'Math.abs(error1[b]) > Math.abs(error2[b]) ? error1[b] : error2[b]',
      'error1[b] > error2[b] ? error1[b] : error2[b]',
    ],
    testsOf('agent/clipped-double', 'agent/dqn-golden', 'agent/state'),
  ),
  bug(
    'second-target-never-synced',
    'the second target network stays what it was at the start',
    CLIPPED_DOUBLE,
    ['    this.second.sync(step);\n', ''],
    testsOf('agent/clipped-double', 'agent/dqn-golden', 'agent/state'),
  ),
  bug(
    'soft-policy-never-greedy',
    'the random part of the ε-soft policy leaves out the greedy action',
    'src/agent/target-expected.ts',
    ['epsilon * (sum / actionCount)', 'epsilon * ((sum - greedyValue) / (actionCount - 1))'],
    testsOf('agent/target-rules', 'agent/dqn-golden'),
  ),
  {
    id: 'values-kept-too-long',
    meaning:
      'Q of an observation that comes twice in a row is not computed again, though the network has learned',
    patches: [
      {
        file: 'src/agent/q-function.ts',
        found: 'return this.#values;',
        put: 'this.#kept = this.#values.slice();\n    return this.#kept;',
      },
      {
        file: 'src/agent/q-function.ts',
        found:
          '    for (let d = 0; d < this.#observation.length; d++) this.#observation[d] = observation[d];\n',
        put: '    if (this.#kept !== null && observation.every((value, d) => value === this.#observation[d])) return this.#kept;\n    this.#observation.set(observation);\n',
      },
      {
        file: 'src/agent/q-function.ts',
        found: '  readonly #observation: Float32Array;\n',
        put: '  readonly #observation: Float32Array;\n  #kept: Float32Array | null = null;\n',
      },
    ],
    tests: testsOf('agent/q-function', 'agent/dqn', 'agent/dqn-golden', 'agent/probe-environments'),
  },
  bug(
    'sample-with-duplicates',
    "the tutorial's sample may hold a transition twice",
    TUTORIAL,
    [
      'const chosen = new Set<number>();\n    while (chosen.size < batchSize) chosen.add(',
      'const chosen: number[] = [];\n    while (chosen.length < batchSize) chosen.push(',
    ],
    testsOf('agent/tutorial', 'agent/state'),
  ),
  bug(
    'newest-forgotten',
    "the tutorial's memory, once full, forgets the newest transition, not the oldest",
    TUTORIAL,
    ['this.memory.shift()', 'this.memory.pop()'],
    testsOf('agent/tutorial', 'agent/state'),
  ),

  bug(
    'correction-begins-anew',
    'a restored Adam corrects its averages as if they had just begun',
    ADAM,
    ['repeatedProduct(this.beta2, this.#updates)', 'repeatedProduct(this.beta2, 0)'],
    testsOf('nn/adam', 'nn/optimizer'),
  ),
  bug(
    'epsilon-before-correction',
    "Adam's ε is added to the root before it is corrected (ε̂ of the paper's section 2)",
    ADAM,
    [
      'const mCorrection = 1 / (1 - this.#beta1Power);\n    const vCorrection = 1 / (1 - this.#beta2Power);',
      'const mCorrection = Math.sqrt(1 - this.#beta2Power) / (1 - this.#beta1Power);\n    const vCorrection = 1;',
    ],
    testsOf('nn/adam', 'nn/optimizer'),
  ),
  {
    id: 'first-learning-rate',
    meaning: 'Adam keeps the learning rate of its first step',
    patches: [
      { file: ADAM, found: '      learningRate,\n', put: '      (this.#rate ??= learningRate),\n' },
      { file: ADAM, found: '  #updates = 0;\n', put: '  #updates = 0;\n  #rate: number | undefined;\n' },
    ],
    tests: testsOf('nn/adam', 'nn/optimizer'),
  },
  bug(
    'variance-below-zero',
    'a variance that rounding makes negative gives NaN',
    'src/nn/rmsprop.ts',
    ['max(0, fround(square[k] - meanSquared))', 'fround(square[k] - meanSquared)'],
    testsOf('nn/rmsprop', 'nn/optimizer'),
  ),
  bug(
    'dampened-momentum',
    'the gradient goes into the velocity only with what momentum leaves of it',
    'src/nn/sgd.ts',
    ['+ grads[k]', '+ fround(fround(1 - momentum) * grads[k])'],
    testsOf('nn/sgd', 'nn/optimizer'),
  ),
  bug(
    'huber-for-delta-one',
    'the straight part of the Huber loss is right for δ = 1 only',
    'src/nn/losses.ts',
    ['slope * (e - slope / 2)', '(Math.abs(e) <= delta ? (e * e) / 2 : Math.abs(e) - delta / 2)'],
    testsOf('nn/losses'),
  ),
  bug(
    'fan-out',
    'initial weights are bounded by the outputs of a layer, not by its inputs',
    'src/nn/initialization.ts',
    ['1 / Math.sqrt(inputs)', '1 / Math.sqrt(outputs)'],
    testsOf('nn/initialization'),
  ),
  bug(
    'biases-never-synced',
    'the target network takes over weights but no biases',
    MLP,
    [
      'polyakParams(this, other, tau, this.#device);',
      'this.layers.forEach(({ weight }, k) => this.#kernels.polyakUpdate(weight, other.layers[k].weight, tau, weight.length));',
    ],
    testsOf('nn/mlp', 'nn/kernels'),
  ),
  bug(
    'first-input-kept',
    'backpropagation goes back to the input of the first forward pass',
    MLP,
    ['this.#input = x;', 'if (this.#input.length === 0) this.#input = x;'],
    testsOf('nn/mlp'),
  ),
  bug(
    'no-gradient-through-mean',
    'the mean that a dueling network subtracts is taken for a constant',
    'src/nn/dueling.ts',
    ['dOut[first + a * N] - sum / actionCount', 'dOut[first + a * N]'],
    testsOf('nn/dueling'),
  ),
  {
    id: 'square-layers-not-transposed',
    meaning:
      'the weights of a layer with as many inputs as outputs are written and read untransposed: only PyTorch can tell',
    patches: [
      {
        file: WEIGHTS,
        found: 'transpose(data, weight, inputs, outputs);',
        put: 'if (inputs === outputs) data.set(weight);\n  else transpose(data, weight, inputs, outputs);',
      },
      {
        file: WEIGHTS,
        found: "if (layout === 'kernel') weight.set(given);",
        put: "if (layout === 'kernel' || inputs === outputs) weight.set(given);",
      },
    ],
    tests: testsOf('nn/weights', 'nn/safetensors'),
  },
  bug(
    'data-not-aligned',
    'the data of a safetensors file begins wherever its header ends',
    'src/nn/safetensors.ts',
    ['Math.ceil(json.length / 8) * 8', 'json.length'],
    testsOf('nn/weights', 'nn/safetensors'),
  ),

  bug(
    'state-rounded',
    'the simulator continues from the float32 position that the agent sees',
    CART_POLE,
    ['observation[0] = variables[0];', 'observation[0] = variables[0];\n    variables[0] = observation[0];'],
    testsOf('env/cart-pole/cart-pole'),
  ),
  bug(
    'seed-once',
    'a second reset with a seed continues the stream of the first',
    'src/env/initial-state.ts',
    [
      'if (seed !== undefined) this.#random = new Generator(seed);',
      'if (seed !== undefined) this.#random ??= new Generator(seed);',
    ],
    testsOf('env/cart-pole/cart-pole', 'env/state'),
  ),
  bug(
    'truncated-for-ever',
    'after one truncation every step says that it was cut',
    CART_POLE,
    ['    result.truncated = false;\n', ''],
    testsOf('env/cart-pole/cart-pole', 'env/time-limit', 'env/scale-observation', 'env/registry'),
  ),
  bug(
    'limit-hides-fall',
    'a fall at the last allowed step counts as cut by the time limit',
    TIME_LIMIT,
    [
      'if (this.#elapsedSteps >= this.#maxEpisodeSteps) result.truncated = true;',
      'if (this.#elapsedSteps >= this.#maxEpisodeSteps) {\n      result.truncated = true;\n      result.terminated = false;\n    }',
    ],
    testsOf('env/time-limit', 'env/state'),
  ),
  bug(
    'limit-ignores-seeded-reset',
    'a reset with a seed does not begin the count of steps anew',
    TIME_LIMIT,
    ['this.#elapsedSteps = 0;\n    return', 'if (options === undefined) this.#elapsedSteps = 0;\n    return'],
    testsOf('env/time-limit', 'env/state', 'env/registry'),
  ),
  bug(
    'scaled-in-float64',
    'observations are divided by the scale as it was written, not by its float32',
    'src/env/scale-observation.ts',
    ['Float32Array.from(scale)', 'Float64Array.from(scale) as unknown as Float32Array'],
    testsOf('env/scale-observation', 'env/state'),
  ),
  bug(
    'two-pieces-of-pi',
    'the third piece of π/2 is left out of the reduction of large angles',
    'src/env/trigonometry.ts',
    ['difference + (lost - n * HALF_PI_3)', 'difference + lost'],
    testsOf('env/trigonometry'),
  ),

  bug(
    'best-is-the-last-of-equals',
    'of evaluations that are equally good the last one is kept as the best',
    EVALUATION,
    ['greedyReturn <= best.greedyReturn', 'greedyReturn < best.greedyReturn'],
    EVALUATIONS,
  ),
  bug(
    'threshold-to-be-passed',
    'a deciding evaluation that reaches the threshold exactly does not solve the environment',
    EVALUATION,
    [
      'if (solves(this.finalGreedyReturn))',
      'if (solves(this.finalGreedyReturn) && this.finalGreedyReturn !== rewardThreshold)',
    ],
    EVALUATIONS,
  ),
  bug(
    'look-to-be-passed',
    'an evaluation on the way that reaches the threshold exactly is not decided',
    EVALUATION,
    [
      'if (solves(this.greedyReturn) ||',
      'if ((solves(this.greedyReturn) && this.greedyReturn !== rewardThreshold) ||',
    ],
    EVALUATIONS,
  ),
  bug(
    'end-to-be-above',
    'a run that ends at the threshold exactly does not count as ending solved, nor one with the largest return as perfect',
    'src/experiment/comparison.ts',
    ['(score) => score >= least', '(score) => score > least'],
    testsOf('experiment/comparison'),
  ),
  bug(
    'stable-above',
    'an evaluation at the threshold exactly does not count as stable',
    'src/experiment/run-result.ts',
    ['point.return >= (rewardThreshold', 'point.return > (rewardThreshold'],
    testsOf('experiment/run-result'),
  ),
  bug(
    'best-is-the-present',
    'the best parameters are those of the network itself, which goes on learning',
    EVALUATION,
    ['greedyReturn: null, params: params.slice() }', 'greedyReturn: null, params }'],
    EVALUATIONS,
  ),
  bug(
    'evaluations-by-episode',
    'evaluations within a thousand steps have the same initial states',
    EVALUATION,
    ['this.#stream.child(step)', 'this.#stream.child(Math.ceil(step / 1000))'],
    EVALUATIONS,
  ),
  bug(
    'decided-by-the-last',
    'the evaluation that decides leaves out its first episodes, where there are more on the way than at the end',
    EVALUATION,
    [
      'this.finalGreedyReturn = mean(returns)',
      'this.finalGreedyReturn = mean(returns.slice(-finalEvaluationEpisodes))',
    ],
    EVALUATIONS,
  ),
  bug(
    'recent-returns-reversed',
    'a resumed run forgets the newest of the last 100 returns first',
    RUN,
    [
      'splice(0, RECENT_EPISODES, ...recentReturns)',
      'splice(0, RECENT_EPISODES, ...recentReturns.reverse())',
    ],
    testsOf('experiment/run', 'experiment/files/run-checkpoint'),
  ),
  bug(
    'metrics-lost-on-resume',
    'the row of metrics after a checkpoint leaves out the updates before it',
    'src/experiment/metrics.ts',
    ['this.#sum[name] = saved.number(name)', 'this.#sum[name] = 0 * saved.number(name)'],
    testsOf('experiment/metrics', 'experiment/files/run-checkpoint'),
  ),
  bug(
    'length-for-return',
    'the learning curve shows the length of episodes in the place of their return',
    'src/experiment/learning-curve.ts',
    ['return: row.return }', 'return: row.length }'],
    testsOf('experiment/learning-curve', 'experiment/run-result'),
  ),
  bug(
    'twelve-digits',
    'tables hold numbers of twelve digits',
    'src/experiment/metrics.ts',
    ['String(Number(cell))', 'String(Number(Number(cell).toPrecision(12)))'],
    testsOf('experiment/metrics', 'experiment/files/metrics-table'),
  ),
  bug(
    'quarter-rounded',
    'the interquartile mean rounds a quarter of the scores to the nearest whole number, not down',
    'src/experiment/statistics.ts',
    ['Math.floor(sorted.length / 4)', 'Math.round(sorted.length / 4)'],
    testsOf('experiment/statistics', 'experiment/comparison'),
  ),
  bug(
    'diverged-left-out',
    'runs that diverged are left out of the scores instead of counting as the lowest return',
    'src/experiment/comparison.ts',
    [
      'runs.map(({ result }) => result.finalGreedyMean ?? lowest)',
      'runs.flatMap(({ result }) => result.finalGreedyMean ?? [])',
    ],
    testsOf('experiment/comparison'),
  ),
  bug(
    'one-stream-for-two',
    'random actions and minibatches are drawn from equal streams',
    'src/experiment/streams.ts',
    ['return { environment, exploration, replay,', 'return { environment, exploration, replay: exploration,'],
    testsOf('experiment/streams', 'experiment/run'),
  ),
  bug(
    'views-saved-from-their-start',
    'a checkpoint holds the beginning of the memory that an array is a view of',
    'src/experiment/files/checkpoint.ts',
    [
      'new Uint8Array(array.buffer, array.byteOffset, byteLength)',
      'new Uint8Array(array.buffer, 0, byteLength)',
    ],
    testsOf('experiment/files/checkpoint', 'experiment/files/run-checkpoint'),
  ),
  bug(
    'moment-after-the-step',
    'a recorded moment has the return after its action',
    'src/experiment/recording.ts',
    ['      episodeReturn: this.return,\n', '      episodeReturn: this.return + (this.ended ? 0 : 1),\n'],
    testsOf('experiment/recording'),
  ),
  bug(
    'moments-share-a-buffer',
    'all moments of a recording hold the buffer that the environment writes into',
    'src/experiment/recording.ts',
    ['observation: this.observation.slice(),', 'observation: this.observation,'],
    testsOf('experiment/recording'),
  ),

  bug(
    'replaced-without-fsync',
    'a file takes the place of another before it is on the disk: after a power failure it is empty',
    FILES,
    ['        fsyncSync(file);\n', ''],
    FOLDERS,
  ),
  bug(
    'marked-without-fsync',
    'a checkpoint may reach the disk before the lines of the tables that it counts',
    FILES,
    ['    namingPath(this.#path, () => fsyncSync(this.#file));\n', ''],
    FOLDERS,
  ),
  bug(
    'marked-without-flush',
    'a mark leaves out the lines that wait to be written',
    FILES,
    ['    this.flush();\n    namingPath(this.#path, () => fsync', '    namingPath(this.#path, () => fsync'],
    FOLDERS,
  ),
  bug(
    'half-lines-stay',
    'a line that could not be written in full stays as it is, and the next one is written behind it',
    FILES,
    ['      ftruncateSync(this.#file, this.#length);\n', ''],
    FOLDERS,
  ),
  bug(
    'tables-removed-first',
    'an old run is removed from its tables on: killed meanwhile, it leaves a checkpoint without them',
    RUN_FOLDER,
    ['Object.values(FILES).reverse()', 'Object.values(FILES)'],
    FOLDERS,
  ),
  {
    id: 'configuration-before-checkpoint',
    meaning: 'a checkpoint that came alone gets a configuration before it belongs to the tables beside it',
    patches: [
      {
        file: RUN_FOLDER,
        found: '    folder.saveCheckpoint(encode);\n    folder.#writeConfig(preset, config);\n',
        put: '    folder.#writeConfig(preset, config);\n    folder.saveCheckpoint(encode);\n',
      },
    ],
    tests: FOLDERS,
  },
  {
    id: 'cut-before-checked',
    meaning:
      'tables are cut to the length in the checkpoint before it is known whether they are those that it belongs to',
    patches: [
      {
        file: RUN_FOLDER,
        found: '    checkMark(join(path, FILES.metrics), tables.metrics);\n',
        put: '',
      },
      {
        file: RUN_FOLDER,
        found: 'tables.episodes, tables.metrics);\n',
        put: 'tables.episodes, tables.metrics);\n    checkMark(join(path, FILES.metrics), tables.metrics);\n',
      },
    ],
    tests: FOLDERS,
  },
  bug(
    'lines-behind-half-a-line',
    'a sweep that goes on writes behind the half line that a crash has left',
    'src/cli/sweep/folder.ts',
    ['    this.save();\n    this.#tables', '    this.#tables'],
    testsOf('cli/sweep/folder', 'cli/power-failure'),
  ),
];
