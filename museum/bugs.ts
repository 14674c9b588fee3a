/**
 * Known bugs of DQN code that raise no error, each as a change of this project's source: the only place where they live.
 *
 * `npm run museum` puts each into a copy of the project and demands that its test turns red; `docs/silent-bugs.md` is made
 * from this table; `train --bug <id>` trains with one.
 */
import type { Patch } from './patch.ts';
import type { StatisticId } from './statistics.ts';

export interface Test {
  /** From the root of the project. */
  readonly file: string;
  /** Behind the names of the groups around it. */
  readonly name: string;
}

/** One form that the bug takes. */
export interface Form {
  /** In words. */
  readonly how: string;
  readonly patches: readonly Patch[];
  /** The test that turns red, where it is another than that of the bug. */
  readonly test?: Test;
}

/** What makes a bug fit to be guessed from its curves. */
export interface Clue {
  /** The one that tells it from the correct agent: on 16 seeds no value with the bug is among those without. */
  readonly statistic: StatisticId;
  /** What gives it away, in words. */
  readonly text: string;
}

export interface MuseumBug {
  readonly id: string;
  /** What is wrong. */
  readonly bug: string;
  /** What it does to learning. */
  readonly effect: string;
  /** The test that turns red. */
  readonly test: Test;
  /** The first is the one to train with. */
  readonly forms: readonly [Form, ...Form[]];
  /** The preset to see it with. */
  readonly preset: string;
  /** What must be changed in the preset for the bug to matter. */
  readonly changes?: Readonly<Record<string, unknown>>;
  readonly seeds: readonly number[];
  readonly steps: number;
  /** Only of bugs that curves show. */
  readonly clue?: Clue;
}

const DQN = 'src/agent/dqn.ts';
const EXPLORATION = 'src/agent/exploration.ts';
const NOISY = 'src/agent/noisy.ts';
const N_STEP = 'src/agent/n-step-replay.ts';
const PRIORITIZED = 'src/agent/prioritized-replay.ts';
const REPLAY = 'src/agent/replay.ts';
const STORE = 'src/agent/transition-store.ts';
const SUM_TREE = 'src/agent/sum-tree.ts';
const TARGET_DOUBLE = 'src/agent/target-double.ts';
const CATEGORICAL = 'src/nn/categorical.ts';
const DUELING = 'src/nn/dueling.ts';
const EXPONENTIAL = 'src/nn/exponential.ts';
const NN_NOISY = 'src/nn/noisy.ts';
const QUANTILES = 'src/nn/quantiles.ts';
const LOSSES = 'src/nn/losses.ts';
const ASSEMBLY = 'src/experiment/assembly.ts';
const EVALUATION = 'src/experiment/evaluation.ts';
const RUN = 'src/experiment/run.ts';

/** A form that changes one text, or several of one file. */
function form(
  how: string,
  file: string,
  ...changes: readonly (readonly [found: string, put: string])[]
): Form {
  return { how, patches: changes.map(([found, put]) => ({ file, found, put })) };
}

/** Some forms need it. */
const WITH_LOG = ['{ takeLogarithms }', '{ log, takeLogarithms }'] as const;

const silent = (name: string): Test => ({ file: 'test/silent-bugs.test.ts', name });
const testOf =
  (part: string) =>
  (name: string): Test => ({ file: `test/${part}.test.ts`, name });
const nStep = testOf('agent/n-step-replay');
const prioritized = testOf('agent/prioritized-replay');
const sumTree = testOf('agent/sum-tree');

/** Long enough for the correct agent to have learned on every seed. */
const SHORT = { preset: 'default', seeds: [1, 2, 3, 4], steps: 15_000 };

/** As many as it takes to say that a statistic gives a bug away. */
const MANY_SEEDS = Array.from({ length: 16 }, (_, k) => k + 1);

/** The settings of a bug that can be guessed. */
const withClue = (statistic: StatisticId, text: string) => ({
  ...SHORT,
  seeds: MANY_SEEDS,
  clue: { statistic, text },
});

/** Their updates take some times as long. */
const OF_DISTRIBUTIONS = { ...SHORT, seeds: [1, 2] };

export const MUSEUM: readonly MuseumBug[] = [
  {
    id: 'stale-start',
    bug: 'Weights left on disk by an earlier run are loaded unasked, and exploration starts at its minimum.',
    effect:
      'The run shows what an older agent had learned; a change to the code seems to work although it was never tried.',
    test: silent('a fresh run starts with fresh weights and full exploration'),
    forms: [
      form('`epsilon()` in `exploration.ts` begins at `epsilonEnd`', EXPLORATION, [
        'return linear(epsilonStart, epsilonEnd, epsilonDecaySteps, step);',
        'return linear(Math.min(epsilonStart, epsilonEnd), epsilonEnd, epsilonDecaySteps, step);',
      ]),
      form("`assembly.ts` initialises from a generator other than the run's own stream", ASSEMBLY, [
        'initialize(networks.online, config.initialization, new Generator(streams.initialization));',
        'initialize(networks.online, config.initialization, new Generator(streams.initialization.child(7)));',
      ]),
      form("the tutorial's ε begins at its minimum", 'src/agent/tutorial.ts', [
        'this.explorationRate = options.epsilonStart;',
        'this.explorationRate = options.epsilonEnd;',
      ]),
    ],
    ...withClue(
      'earlyEpsilon',
      'ε is at its minimum from the first step on. It should start at 1 and fall slowly.',
    ),
  },
  {
    id: 'score-plus-one',
    bug: 'The score is off by one: it is one more than the number of steps.',
    effect:
      'Learning is unaffected, but every reported result is better than the truth, and "500" can be reached in 499 steps.',
    test: silent('the score of an episode is the number of its steps'),
    forms: [
      form('`run.ts` adds 1 to the return in the row of an episode', RUN, [
        'return: this.#episodeReturn,',
        'return: this.#episodeReturn + 1,',
      ]),
    ],
    ...SHORT,
  },
  {
    id: 'rare-updates',
    bug: 'The agent learns once an episode instead of once a step, or takes one optimizer step for each sample instead of one for the batch.',
    effect:
      'The longer the episodes become, the rarer the updates: as soon as the agent gets good it almost stops learning. Single samples pull the weights to and fro, and Adam averages over noise.',
    test: silent('it learns at every step as configured, and a batch is one step along its mean gradient'),
    forms: [
      form(
        '`updatesDue` waits for the end of the episode',
        DQN,
        ['updatesDue(step: number): number {', 'updatesDue(step: number, episodeEnded?: boolean): number {'],
        [
          'step % trainEverySteps === 0 ? trainUpdates : 0;',
          'step % trainEverySteps >= 0 && episodeEnded ? trainUpdates : 0;',
        ],
      ),
      form('`updateParameters` steps once for each row', DQN, [
        'this.optimizer.step(this.learningRate(step));',
        'for (let b = 0; b < this.batch.size; b++) this.optimizer.step(this.learningRate(step));',
      ]),
      form('the squared loss leaves out its division by the batch size', LOSSES, [
        'dPrediction[k] = (weights[k] * 2 * e) / n;',
        'dPrediction[k] = weights[k] * 2 * e;',
      ]),
    ],
    ...withClue(
      'updates',
      'There are as many updates as episodes; there should be one for each step after the first 1000.',
    ),
  },
  {
    id: 'target-network',
    bug: 'The target network is missing, is the same object as the online network, is never copied, starts out different, or the wrong one of the two is used.',
    effect:
      'Without one, each update moves its own goal and values may run away; with one that is never copied, the agent learns the values of random weights for ever.',
    test: silent(
      'the targets come from a network of its own, equal at step 0 and after each sync and fixed in between',
    ),
    forms: [
      form('`maxTarget` reads the online network', 'src/agent/target-max.ts', [
        '_online, target) =>',
        'target, _target) =>',
      ]),
      {
        how: '`target` is `online` (the guard against it removed)',
        patches: [
          { file: DQN, found: 'this.target = parts.target;', put: 'this.target = online;' },
          {
            file: 'src/nn/network.ts',
            found:
              "if (source === target) throw new Error('a network cannot be updated from itself; give another network');",
            put: '',
          },
        ],
      },
      form('`sync` never copies', DQN, [
        'if (step % targetSyncSteps === 0) this.target',
        'if (step % targetSyncSteps < 0) this.target',
      ]),
      form('`sync` copies at every step', DQN, [
        'if (step % targetSyncSteps === 0) this.target',
        'if (step % targetSyncSteps >= 0) this.target',
      ]),
      form('`sync` copies backwards', DQN, [
        'this.target.polyakFrom(this.online, targetTau)',
        'this.online.polyakFrom(this.target, targetTau)',
      ]),
      form('no copy in the constructor', DQN, ['    this.target.copyFrom(online);\n', '']),
      form('the agent acts with the target network', DQN, [
        'this.q = new QNetwork(online, device);',
        'this.q = new QNetwork(parts.target, device);',
      ]),
      form('Q(s, a) is taken from the target network', DQN, [
        'const q = this.online.forward(observations, B);',
        'const q = this.target.forward(observations, B);',
      ]),
      {
        how: 'the optimizer changes the target network (the guard against it removed)',
        patches: [
          {
            file: ASSEMBLY,
            found: 'createOptimizer(config, online, device)',
            put: 'createOptimizer(config, target, device)',
          },
          {
            file: 'src/agent/dqn-checks.ts',
            found: 'if (optimizer.params !== online.params || optimizer.grads !== online.grads) {',
            put: 'if (optimizer.params === online.params && optimizer.grads !== online.grads) {',
          },
        ],
      },
    ],
    ...withClue(
      'maxQ',
      'The agent balances the pole, yet Q rises far above 1 / (1 − γ) = 200, more than any policy can earn: each update raises its own target, which nothing holds still.',
    ),
  },
  {
    id: 'time-limit-as-end',
    bug: 'The time limit is treated as the end of the task.',
    effect:
      'The same balanced pole is worth nearly 200 in the middle of an episode and 1 at its 500th step. The network cannot see the clock, so it averages the two, and good states look worse than they are.',
    test: silent('the time limit does not end the task: y = r + γ max Q on truncation'),
    forms: [
      form(
        'the memory stores `terminated || truncated`',
        STORE,
        ['terminated, steps = 1 } = transition;', 'terminated, truncated, steps = 1 } = transition;'],
        ['terminated ? 1 : 0;', 'terminated || truncated ? 1 : 0;'],
      ),
    ],
    ...SHORT,
  },
  {
    id: 'punished-success',
    bug: 'Every end of an episode is punished, even the time limit, which the agent reaches because it never failed.',
    effect: 'The better the agent becomes, the more often it is punished for it.',
    test: silent('success at the time limit is rewarded like any other step'),
    forms: [
      form('`run.ts` gives −10 at every end', RUN, [
        'transition.reward = reward;',
        'transition.reward = terminated || truncated ? -10 : reward;',
      ]),
      form('`TimeLimit` sets the last reward to 0', 'src/env/time-limit.ts', [
        'result.truncated = true;',
        '[result.truncated, result.reward] = [true, 0];',
      ]),
    ],
    ...SHORT,
  },
  {
    id: 'no-terminal-mask',
    bug: 'No terminal mask: the target looks beyond the end.',
    effect:
      'A fall costs nothing, and no value is tied to a reward any more. Each update raises its own target: Q runs far beyond 1 / (1 − γ), here 200, and the agent learns nothing.',
    test: silent('nothing comes after a fall: y = r on termination'),
    forms: [
      form('the condition in `computeTargets` is never true', DQN, [
        'if (!terminated[b]) this.tdTarget',
        'if (terminated[b] < 2) this.tdTarget',
      ]),
      form('it is the wrong way round', DQN, [
        'if (!terminated[b]) this.tdTarget',
        'if (terminated[b]) this.tdTarget',
      ]),
    ],
    ...withClue(
      'maxQ',
      'Q runs away to hundreds of thousands, and the agent falls at once. With no end to bootstrap from, nothing ties any value to a reward.',
    ),
  },
  {
    id: 'false-double',
    bug: '"Double" DQN that takes choice and value from one network.',
    effect: 'The overestimation that it was meant to cure is all there, under a better name.',
    test: silent('Double DQN lets the online network choose and the target network value'),
    forms: [
      form('`doubleTarget` takes the argmax of the target network', TARGET_DOUBLE, [
        'argmax(qOnline,',
        'argmax(qTarget,',
      ]),
      form(
        'the two networks change places',
        TARGET_DOUBLE,
        ['const qOnline = online.forward', 'const qOnline = target.forward'],
        ['const qTarget = target.forward', 'const qTarget = online.forward'],
      ),
    ],
    ...SHORT,
    changes: { targetRule: 'double' },
  },
  {
    id: 'epsilon-by-updates',
    bug: 'ε falls with each call of the replay instead of each environment step, or starts again when a run is resumed.',
    effect:
      'How much the agent explores then depends on the batch schedule or on how often the run was interrupted, and two runs that seem equal are not.',
    test: silent('ε depends on the environment step alone'),
    forms: [
      form("`epsilon()` counts the optimizer's updates", DQN, [
        'return this.#exploration.epsilon(step);',
        'return this.#exploration.epsilon(step && this.updates);',
      ]),
      form(
        '`act` counts its own calls',
        DQN,
        [
          'this.#exploration.act(this.q, observation, step)',
          'this.#exploration.act(this.q, observation, step && this.#acts++)',
        ],
        ['  readonly #device: Device;\n', '  readonly #device: Device;\n  #acts = 0;\n'],
      ),
    ],
    ...withClue(
      'earlyEpsilon',
      'ε stays at 1 until the first update, at step 1000. It should fall from the first step on.',
    ),
  },
  {
    id: 'next-episode-as-end',
    bug: 'The observation that follows the reset is stored as s′ of the last step.',
    effect:
      'The last target of each episode bootstraps from a start state: after truncation that is the value of a pole at rest, whatever the true state was.',
    test: silent('the last s′ of an episode is where it ended, not where the next one begins'),
    forms: [
      form('`run.ts` resets the environment before it stores the transition', RUN, [
        'transition.truncated = truncated;\n  }',
        'transition.truncated = truncated;\n    if (terminated || truncated) this.#env.reset();\n  }',
      ]),
      form('the next episode starts from the old observation', RUN, [
        'const next = episodeEnded ? this.#env.reset() : nextObservation;',
        'const next = nextObservation.slice();\n    if (episodeEnded) this.#env.reset();',
      ]),
    ],
    ...SHORT,
  },
  {
    id: 'aliased-memory',
    bug: 'The memory keeps references to arrays that the environment overwrites.',
    effect: 'All stored transitions slowly become the same, most recent one, and s equals s′.',
    test: silent('the memory keeps copies: what the environment writes later does not reach it'),
    forms: [
      form(
        '`UniformReplay` keeps the arrays that it is given',
        REPLAY,
        [
          '    this.#store.push(transition);',
          '    this.#kept[this.#store.push(transition)] = { ...transition };',
        ],
        [
          'this.#store.read(this.#random.integers(0, this.#store.size), batch, b);',
          `const slot = this.#random.integers(0, this.#store.size);
      this.#store.read(slot, batch, b);
      const { observation, nextObservation } = this.#kept[slot];
      batch.observations.set(observation, b * observation.length);
      batch.nextObservations.set(nextObservation, b * observation.length);`,
        ],
        [
          '  readonly #random: Generator;\n',
          '  readonly #random: Generator;\n  readonly #kept: Transition[] = [];\n',
        ],
      ),
    ],
    ...withClue(
      'meanReturn',
      'The agent is no better than chance in the end, although Q grows and tells its two actions apart: it learns from transitions that never happened.',
    ),
  },
  {
    id: 'ring-buffer',
    bug: 'The ring buffer is off by one, empty slots are sampled, or sampling copies or shuffles the whole memory.',
    effect:
      'One transition lives for ever or is lost, or the network learns that the zero observation is worth nothing; slow sampling makes long runs impractical.',
    test: silent('the memory holds exactly the last N transitions, and sampling costs the same however many'),
    forms: [
      form('sampling draws from the capacity instead of the size', REPLAY, [
        'this.#random.integers(0, this.#store.size)',
        'this.#random.integers(0, this.#store.capacity)',
      ]),
      form('sampling leaves out the last slot', REPLAY, [
        'this.#random.integers(0, this.#store.size)',
        'this.#random.integers(0, Math.max(1, this.#store.size - 1))',
      ]),
      form('the ring turns one slot early', STORE, [
        'this.#next = slot + 1 === this.capacity ? 0 : slot + 1;',
        'this.#next = slot + 2 >= this.capacity ? 0 : slot + 1;',
      ]),
      form('the ring turns one slot late', STORE, [
        'this.#next = slot + 1 === this.capacity ? 0 : slot + 1;',
        'this.#next = slot === this.capacity ? 0 : slot + 1;',
      ]),
      form('sampling shuffles all indices first', REPLAY, [
        '    for (let b = 0; b < batch.size; b++) {\n      this.#store.read(this.#random.integers(0, this.#store.size), batch, b);',
        `    const indices = Array.from({ length: this.#store.size }, (_, k) => k);
    for (let k = indices.length - 1; k > 0; k--) {
      const other = this.#random.integers(0, k + 1);
      [indices[k], indices[other]] = [indices[other], indices[k]];
    }
    for (let b = 0; b < batch.size; b++) {
      this.#store.read(indices[b % indices.length], batch, b);`,
      ]),
    ],
    ...SHORT,
  },
  {
    id: 'broadcast-loss',
    bug: 'Q of shape (B, 1) minus y of shape (B) is broadcast to (B, B).',
    effect: 'Every prediction is pulled to the mean of all targets: the network learns one number.',
    test: silent('the loss pairs each Q with its own target, not every Q with every target'),
    forms: [
      form('`squaredLoss` runs over all pairs', LOSSES, [
        `    const e = prediction[k] - target[k];
    sum += weights[k] * e * e;
    dPrediction[k] = (weights[k] * 2 * e) / n;`,
        `    dPrediction[k] = 0;
    for (let j = 0; j < n; j++) {
      const e = prediction[k] - target[j];
      sum += (weights[k] * e * e) / n;
      dPrediction[k] += (weights[k] * 2 * e) / n / n;
    }`,
      ]),
    ],
    ...withClue(
      'actionGap',
      'The two actions are worth the same to about a hundredth: the network has learned one number for all states, the mean of all targets.',
    ),
  },
  {
    id: 'threshold-of-v0',
    bug: 'The threshold of CartPole-v0, 195, is applied to CartPole-v1.',
    effect: 'Training stops with an agent that keeps the pole up for less than half the time.',
    test: silent("whether a run is solved is decided by its own environment's threshold"),
    forms: [
      form('`evaluation.ts` has the constant 195', EVALUATION, [
        'const { rewardThreshold } = this.#environment.spec;',
        'const rewardThreshold: number | null = 195;',
      ]),
      form('it has the constant 475', EVALUATION, [
        'const { rewardThreshold } = this.#environment.spec;',
        'const rewardThreshold: number | null = 475;',
      ]),
    ],
    ...SHORT,
  },
  {
    id: 'forgotten-falls',
    bug: 'A small memory forgets what failure is, and nothing says so.',
    effect:
      'A good agent fills the memory with balanced poles only; nothing reminds the network of falls, its values there drift, and it suddenly fails. The number of falls in memory would show it.',
    test: silent('how many falls the memory still holds is a metric'),
    forms: [
      form('overwritten terminals are not subtracted', STORE, [
        '    this.terminals -= this.#terminated[slot];\n',
        '',
      ]),
      form('the row of metrics always says 0', RUN, [
        'terminalsInMemory: this.agent.terminals,',
        'terminalsInMemory: 0,',
      ]),
    ],
    ...withClue(
      'mostTerminals',
      'The number of terminals in memory only ever grows. In a memory this small, old falls are overwritten, and a good agent adds few new ones.',
    ),
    changes: { replayCapacity: 1000 },
  },
  {
    id: 'evaluation-interferes',
    bug: 'Evaluation draws from the stream of training, or plays in its environment.',
    effect:
      'Looking more often changes the result, and runs that differ only in how they are watched cannot be compared.',
    test: silent('evaluating does not change training'),
    forms: [
      form('the agent explores while it is evaluated', RUN, [
        'else if (this.#evaluation.advance(this.step))',
        'else if (this.agent.act(this.#transition.observation, this.step) >= 0 && this.#evaluation.advance(this.step))',
      ]),
      form(
        'evaluations play in the training environment',
        RUN,
        [
          'this.#evaluation = new Evaluation(\n      config,\n      environment,',
          'const env = environment.create(new Generator(streams.environment));\n    this.#evaluation = new Evaluation(\n      config,\n      Object.assign(Object.create(environment), { createForEvaluation: () => env }),',
        ],
        ['this.#env = environment.create(new Generator(streams.environment));', 'this.#env = env;'],
      ),
    ],
    ...SHORT,
  },
  {
    id: 'schedule-without-length',
    bug: 'A schedule is given no length, or one that means something else: in a configuration 0 is the whole budget, but an agent made by hand has no budget.',
    effect:
      'The learning rate is at its end, 0, from the first step on. The agent explores, stores, samples and computes gradients, and no weight ever changes.',
    test: silent('a learning rate that falls does not begin at its end'),
    forms: [
      form('`learningRate()` in `dqn.ts` is always at its end', DQN, [
        'return linear(learningRate, learningRateEnd, scheduleSteps, step);',
        'return linear(learningRate, learningRateEnd, scheduleSteps, step + scheduleSteps);',
      ]),
      form('the check of `scheduleSteps` is taken out of `dqn-checks.ts`', 'src/agent/dqn-checks.ts', [
        "  checkPositiveInteger('scheduleSteps', options.scheduleSteps);\n",
        '',
      ]),
    ],
    ...withClue(
      'maxQ',
      'Q stays near 0, where the random weights have put it, after thousands of updates: no weight ever changes, nor does the checksum.',
    ),
  },
  {
    id: 'warm-start',
    bug: 'Trained weights are loaded into the network that acts, and into no other.',
    effect:
      'The first targets are the values of a random target network: learning begins by undoing what was loaded, and the warm start looks useless. A run that starts from random weights is not affected.',
    test: silent(
      'trained weights go into all networks of an agent, so that its first targets are made with them',
    ),
    forms: [
      form('`load-weights.ts` leaves out the copy into the target network', 'src/agent/load-weights.ts', [
        '    if (target !== online) target.copyFrom(online);\n',
        '',
      ]),
    ],
    ...SHORT,
  },

  {
    id: 'n-step-across-episodes',
    bug: 'n-step returns reach across the end of an episode.',
    effect:
      'The last states before a fall are credited with the rewards of the next episode: where a fall should be seen first, it is not seen at all.',
    test: nStep('n-step returns end with their episode: no reward of the next one gets in'),
    forms: [
      form('the window of `n-step-replay.ts` is not emptied at the end', N_STEP, [
        'if (terminated || truncated) while (this.#count > 0) this.#handOn(transition);\n    else if (this.#count === this.#n) this.#handOn(transition);',
        'if (this.#count === this.#n) this.#handOn(transition);',
      ]),
      form('it is emptied and its last steps are lost', N_STEP, [
        'if (terminated || truncated) while (this.#count > 0) this.#handOn(transition);',
        'if (terminated || truncated) this.#count = 0;',
      ]),
      {
        ...form('only termination empties it', N_STEP, [
          'if (terminated || truncated) while',
          'if (terminated && !truncated) while',
        ]),
        test: nStep(
          'an episode cut by the time limit is valued at its true last state, discounted by the steps that are left',
        ),
      },
    ],
    ...withClue(
      'qBeforeFall',
      'One step before a fall Q should be low, as only the last reward is still to come. Here it is almost as high as anywhere: returns go on into the next episode.',
    ),
    changes: { nStep: 3 },
  },
  {
    id: 'n-step-discount',
    bug: 'The value n steps ahead is discounted by γ instead of γⁿ, or the value after a shorter return at the end by γⁿ.',
    effect:
      'With γ instead of γⁿ values rise beyond 1 / (1 − γ); with γⁿ for every sample, states before the time limit look worse than they are.',
    test: nStep('the target > discounts the value of the state reached by γᵏ, k steps on'),
    forms: [
      form('`sample` writes γ for every sample', N_STEP, [
        'batch.discounts[b] = this.#powers[batch.steps[b]];',
        'batch.discounts[b] = this.#powers[1];',
      ]),
      form('`sample` writes γⁿ for every sample', N_STEP, [
        'batch.discounts[b] = this.#powers[batch.steps[b]];',
        'batch.discounts[b] = this.#powers[this.#n];',
      ]),
      form('`sample` writes γᵏ⁻¹', N_STEP, [
        'batch.discounts[b] = this.#powers[batch.steps[b]];',
        'batch.discounts[b] = this.#powers[batch.steps[b] - 1];',
      ]),
      form('`computeTargets` takes γ from the options', DQN, [
        'discounts[b] * this.nextValues[b]',
        'this.options.gamma * this.nextValues[b] + 0 * discounts[b]',
      ]),
      form('the rewards are added up without discount', N_STEP, [
        'reward += this.#powers[k] * this.#rewards',
        'reward += this.#rewards',
      ]),
    ],
    ...SHORT,
    changes: { nStep: 3 },
  },
  {
    id: 'importance-weights',
    bug: 'Prioritized replay without importance weights, or with weights that are upside down or not divided by the largest.',
    effect:
      'What is rare and surprising is not only seen more often but learned as if it were that frequent: all values are biased.',
    test: prioritized('weights > make a weighted mean with β = 1 the mean over the whole memory'),
    forms: [
      form('`prioritized-replay.ts` writes weights of 1', PRIORITIZED, [
        'batch.weights[b] = power(least / this.#priorities.get(batch.slots[b]), beta);',
        'batch.weights[b] = power(1 + 0 * least, beta);',
      ]),
      form('it writes weights of p instead of 1/p', PRIORITIZED, [
        'power(least / this.#priorities.get(batch.slots[b]), beta)',
        'power(this.#priorities.get(batch.slots[b]) / this.#largest + 0 * least, beta)',
      ]),
      {
        ...form('it writes undivided weights', PRIORITIZED, [
          'power(least / this.#priorities.get(batch.slots[b]), beta)',
          'power((this.#priorities.total + 0 * least) / this.#store.size / this.#priorities.get(batch.slots[b]), beta)',
        ]),
        test: prioritized('weights > are (N · P)^−β, divided by the largest of the batch'),
      },
    ],
    ...SHORT,
    changes: { replay: 'prioritized' },
  },
  {
    id: 'sum-tree',
    bug: 'The sum tree is off by one, leads to empty slots, or adds differences, whose rounding errors pile up.',
    effect:
      'A neighbour is sampled in place of the transition meant, or a transition of zeros; after millions of updates the root is no longer the sum of the leaves.',
    test: sumTree(
      'against a plain array > finds every index for exactly the part of the sum that is its own',
    ),
    forms: [
      form('`find` does not subtract on the way to the right', SUM_TREE, [
        '        rest -= nodes[node];\n',
        '',
      ]),
      form('`find` compares with `>` for `>=`', SUM_TREE, ['rest >= nodes[node]', 'rest > nodes[node]']),
      form('it has as many leaves as slots', SUM_TREE, [
        'while (leaves < size) leaves *= 2;',
        'leaves = size;',
      ]),
      {
        ...form('it has no guard against empty leaves', SUM_TREE, [' && nodes[node + 1] > 0', '']),
        test: sumTree(
          'rounding > never leads to an index whose number is 0, not even at the very end of the sum or beyond',
        ),
      },
      {
        ...form('it adds differences', SUM_TREE, [
          `    nodes[node] = value;
    while (node > 1) {
      node >>= 1;
      nodes[node] = nodes[2 * node] + nodes[2 * node + 1];
    }`,
          `    const difference = value - nodes[node];
    for (; node > 0; node >>= 1) nodes[node] += difference;`,
        ]),
        test: sumTree(
          'rounding > does not pile up: after any number of changes the tree is that of its numbers alone',
        ),
      },
    ],
    ...SHORT,
    changes: { replay: 'prioritized' },
  },
  {
    id: 'weighted-priorities',
    bug: 'The priority comes from the weighted error, from the slope of the loss, or from the signed error.',
    effect:
      "A weight makes the priority small, which makes the weight large next time: priorities swing. With Huber's slope all large errors are equally likely. With the sign, half of the errors are never seen again.",
    test: prioritized(
      'priorities > come from the whole error, whatever its weight and its slope in the loss',
    ),
    forms: [
      form('the error is multiplied by its weight', DQN, [
        'updatePriorities(this.batch, this.tdError);',
        'updatePriorities(this.batch, this.tdError.map((error, b) => error * this.batch.weights[b]));',
      ]),
      form('`dqn.ts` hands over the slope', DQN, [
        'updatePriorities(this.batch, this.tdError);',
        'updatePriorities(this.batch, this.dQTaken);',
      ]),
      form('`dqn.ts` hands over nothing', DQN, [
        'this.replay.updatePriorities(this.batch, this.tdError);',
        '',
      ]),
      form('negative errors count as 0', PRIORITIZED, ['Math.abs(tdErrors[b])', 'Math.max(0, tdErrors[b])']),
    ],
    ...SHORT,
    changes: { replay: 'prioritized' },
  },
  {
    id: 'dueling-batch-mean',
    bug: 'The mean that a dueling network subtracts is taken over the whole batch.',
    effect:
      'Q of a state depends on which others are in the minibatch, and acting (a batch of one) uses a different function from learning.',
    test: testOf('nn/dueling')(
      'laws > a row of Q does not depend on the other rows of its batch, not even in the last bit',
    ),
    forms: [
      form('`dueling.ts` sums the advantages of all rows', DUELING, [
        `        for (let a = 1; a <= actionCount; a++) sum += heads[value + a * N];
        const offset = heads[value] - sum / actionCount;`,
        `        for (let row = 0; row < B; row++)
          for (let a = 1; a <= actionCount; a++) sum += heads[row * (N + this.outputs) + i + a * N];
        const offset = heads[value] - sum / actionCount / B;`,
      ]),
    ],
    ...SHORT,
    changes: { network: 'dueling' },
  },
  {
    id: 'equal-twins',
    bug: 'Both networks of clipped double Q-learning start from the same weights.',
    effect:
      'They stay equal for ever, and the smaller of two equal values is plain Q-learning at twice the cost.',
    test: testOf('experiment/assembly')(
      'the variants > of clipped double Q-learning are two learners with different weights and one memory',
    ),
    forms: [
      {
        how: '`assembly.ts` initialises both from one stream, and nothing refuses equal weights',
        patches: [
          { file: ASSEMBLY, found: 'streams.initialization.child(1)', put: 'streams.initialization' },
          { file: 'src/agent/clipped-double.ts', found: 'checkDifferent([first, second]);', put: '' },
        ],
      },
    ],
    ...SHORT,
    changes: { targetRule: 'clipped-double' },
  },
  {
    id: 'lost-mass',
    bug: 'The projection of C51 drops the probability that falls beyond the support, or that falls exactly on an atom.',
    effect:
      'The probabilities of the target no longer sum to 1. Beyond the support lie the best and the worst returns; and rewards that are whole numbers fall on atoms again and again, above all where the task ends.',
    test: testOf('nn/categorical')('a distribution that is backed up > agrees with the formula of the paper'),
    forms: [
      form('`categorical.ts` leaves out what falls beyond the support', CATEGORICAL, [
        'const clipped = Math.max(0, Math.min(last, place));',
        'if (place < 0 || place > last) continue;\n      const clipped = place;',
      ]),
      {
        ...form('it shares by floor and ceiling, which are equal on an atom', CATEGORICAL, [
          'm[lower] += p[start + j] * (1 - share);',
          'm[lower] += p[start + j] * (Math.ceil(clipped) - clipped);',
        ]),
        test: testOf('nn/categorical')(
          'a distribution that is backed up > is all at the reward where the task ended: on its atom, or on the two around it',
        ),
      },
    ],
    ...OF_DISTRIBUTIONS,
    preset: 'c51',
    changes: { vMax: 50 },
  },
  {
    id: 'log-of-zero',
    bug: 'The cross entropy takes the logarithm of a probability that has become 0.',
    effect:
      'The loss is infinite, or 0 times infinity, which is NaN: the run ends, long after it began well. With a small number added to each probability it goes on, with slopes that are not those of its loss.',
    test: testOf('nn/categorical')(
      'the loss > is finite where a probability of the network is 0: no logarithm of it is taken',
    ),
    forms: [
      form('`categorical.ts` takes the logarithm of p', CATEGORICAL, WITH_LOG, [
        'loss += m * (logSum - outputs[start + i]);',
        'loss -= m * log(this.#p[start + i]);',
      ]),
      form('it adds 10⁻⁸ to p first', CATEGORICAL, WITH_LOG, [
        'loss += m * (logSum - outputs[start + i]);',
        'loss -= m * log(this.#p[start + i] + 1e-8);',
      ]),
    ],
    ...OF_DISTRIBUTIONS,
    preset: 'c51',
  },
  {
    id: 'quantiles-crossed',
    bug: 'The loss of QR-DQN takes τ from the targets instead of from the quantiles of the network, or has the two sides of a quantile the wrong way round.',
    effect:
      'The outputs learn no quantiles: with τ of the targets all of them learn the same number, and with the sides exchanged the high ones learn what is low. Their mean is often right, so the agent may learn all the same.',
    test: testOf('nn/quantiles')(
      'the loss > agrees with the formula of the paper, and its slopes with finite differences',
    ),
    forms: [
      form('`quantiles.ts` takes τ by the number of the target', QUANTILES, [
        'const weight = u < 0 ? 1 - below : below;',
        'const weight = u < 0 ? 1 - midpoints[j] : midpoints[j];',
      ]),
      form('it weighs the two sides the wrong way round', QUANTILES, [
        'const weight = u < 0 ? 1 - below : below;',
        'const weight = u < 0 ? below : 1 - below;',
      ]),
      form('its τ are i/N', QUANTILES, ['(2 * i + 1) / (2 * size)', '(i + 1) / size']),
    ],
    ...OF_DISTRIBUTIONS,
    preset: 'qr-dqn',
  },
  {
    id: 'temperature',
    bug: 'The temperature of a soft maximum is left out inside the exponential or outside the logarithm.',
    effect:
      'Without it inside, differences below 1 count for nothing and the maximum becomes a mean; without it outside, every state is worth up to the logarithm of the number of actions too much, at every step.',
    test: testOf('agent/variants-golden')(
      'soft values and logarithms of soft policies agree with PyTorch, also for large values',
    ),
    forms: [
      form('`exponential.ts` leaves it out before the logarithm', EXPONENTIAL, [
        'largest[row] + this.#temperature * result[row]',
        'largest[row] + result[row]',
      ]),
      form('it leaves it out inside', EXPONENTIAL, [
        '(values[row * count + k] - largest[row]) / this.#temperature',
        'values[row * count + k] - largest[row]',
      ]),
    ],
    ...OF_DISTRIBUTIONS,
    preset: 'munchausen',
    changes: { munchausenTau: 0.03 },
  },
  {
    id: 'shared-noise',
    bug: 'Noisy networks whose noise is not drawn afresh, or is the same in the online and the target network.',
    effect:
      'With noise that stays, nothing is explored and the network learns to live with that one noise. With shared noise the errors of both networks agree, and the target follows the noise.',
    test: testOf('agent/noisy')(
      'an update > draws noise for each of the networks, fresh each time and not the same for both',
    ),
    forms: [
      form('`noisy.ts` gives the target network the noise of the online network', NOISY, [
        'for (let k = 0; k < networks.length; k++) drawNoise(networks[k].noise, random);',
        'for (let k = 0; k < networks.length; k++) {\n      if (k === 0) drawNoise(networks[k].noise, random);\n      else networks[k].noise.set(networks[0].noise);\n    }',
      ]),
      form('it draws noise for an update once and for all', NOISY, [
        'for (let k = 0; k < networks.length; k++) drawNoise(networks[k].noise, random);',
        'for (let k = 0; k < networks.length; k++)\n      if (networks[k].noise[0] === 0) drawNoise(networks[k].noise, random);',
      ]),
      {
        ...form('it acts with the noise of the update before', NOISY, [
          '    drawNoise(this.#q.network.noise, this.#random);\n',
          '',
        ]),
        test: testOf('agent/noisy')('acting > is greedy with fresh noise each time'),
      },
    ],
    ...SHORT,
    preset: 'noisy',
  },
  {
    id: 'noisy-evaluation',
    bug: 'The greedy policy is evaluated with the noise that the last action or update happened to leave.',
    effect:
      'An evaluation then depends on when it is made, the same weights get another score each time, and the policy that is saved is not the one that was judged.',
    test: testOf('agent/noisy')(
      'values that are asked for otherwise, as evaluations do, have no noise and change no later action',
    ),
    forms: [
      form('`q-function.ts` leaves the noise where it is', 'src/agent/q-function.ts', [
        '    if (noise.length > 0) noise.fill(0);\n',
        '    if (noise.length < 0) noise.fill(0);\n',
      ]),
    ],
    ...SHORT,
    preset: 'noisy',
  },
  {
    id: 'sigma-left-behind',
    bug: 'The target network follows the means of the weights, but keeps the noise that it began with.',
    effect: 'The online network learns to do with less noise, and its targets stay as noisy as at the start.',
    test: testOf('agent/noisy')(
      'σ is learned like any other parameter, and comes to the target network with the rest',
    ),
    forms: [
      form('`noisy.ts` moves μ alone', NN_NOISY, [
        'polyakParams(this, other, tau, this.#device);',
        'this.#device.kernels.polyakUpdate(this.params, other.params, tau, this.#muCount);',
      ]),
      form('the gradient of σ is not computed', NN_NOISY, [
        'dBody[this.#sigmaStart + k] * this.#epsilon[k];',
        '0 * dBody[this.#sigmaStart + k];',
      ]),
    ],
    ...SHORT,
    preset: 'noisy',
  },
];
