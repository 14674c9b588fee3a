/** The formula of each step of the loop in the symbols of Mnih 2015, as this configuration has it, and how it is said. */
import type { Config, DqnConfig, TutorialConfig } from '../../src/config/config.ts';

export interface Formula {
  /** As `formula-parts.ts` reads it. */
  readonly text: string;
  /** The same in words. */
  readonly spoken: string;
}

const formula = (text: string, spoken: string): Formula => ({ text, spoken });

const SAMPLE = formula(
  '(s, a, r, s′)_{1…B} ~ D',
  'B transitions s, a, r, s prime are drawn from the memory D',
);

/** V(s′) as each target rule has it. */
const NEXT_VALUE: Readonly<Record<DqnConfig['targetRule'], Formula>> = {
  max: formula('max_{a′} Q(s′, a′; θ⁻)', 'the largest Q of s prime by the target network'),
  double: formula(
    'Q(s′, argmax_{a′} Q(s′, a′; θ); θ⁻)',
    'Q of s prime by the target network, for the action that the online network finds best there',
  ),
  expected: formula(
    '(1 − ε_{t}) max_{a′} Q(s′, a′; θ⁻) + ε_{t} mean_{a′} Q(s′, a′; θ⁻)',
    'one minus epsilon t times the largest Q of s prime by the target network, plus epsilon t times the mean of them',
  ),
  mellowmax: formula(
    'ln(mean_{a′} exp(ω Q(s′, a′; θ⁻))) / ω',
    'the mellow maximum of Q of s prime by the target network: the logarithm of the mean of e to the omega Q, over omega',
  ),
  munchausen: formula(
    'τ ln Σ_{a′} exp(Q(s′, a′; θ⁻) / τ)',
    'the soft maximum of Q of s prime by the target network: tau times the logarithm of the sum of e to the Q over tau',
  ),
  'clipped-double': formula(
    'max_{a′} min_{i} Q_{i}(s′, a′; θ_{i}⁻)',
    'the largest, over actions, of the smaller of what the two target networks say of s prime',
  ),
};

export function nextValueFormula({ targetRule }: DqnConfig): Formula {
  return NEXT_VALUE[targetRule];
}

type DistributionKind = Exclude<DqnConfig['distribution'], 'none'>;

/** T Z of r + γ Z, its mean Q, and l. */
const DISTRIBUTIONAL: Readonly<
  Record<
    DistributionKind,
    { target: (sum: string) => string; spokenTarget: string; q: Formula; loss: Formula }
  >
> = {
  categorical: {
    target: (sum) => `m = Φ(${sum})`,
    spokenTarget: 'm is the projection',
    q: formula(
      'Q(s, a; θ) = Σ_{i} p_{i} z_{i}',
      'Q of s and a is the sum of the probabilities times the atoms',
    ),
    loss: formula('−Σ_{i} m_{i} ln p_{i}', 'the cross entropy of m and p'),
  },
  quantile: {
    target: (sum) => `T = ${sum}`,
    spokenTarget: 'T is made',
    q: formula('Q(s, a; θ) = mean_{i} Z_{i}', 'Q of s and a is the mean of the quantiles'),
    loss: formula(
      'Σ_{i} mean_{j} |τ_{i} − [u < 0]| L_{κ}(u) / κ, u = T_{j} − Z_{i}',
      'the quantile Huber loss of T and Z',
    ),
  },
};

function distributionalTarget(kind: DistributionKind, { targetRule, nStep }: DqnConfig): Formula {
  const [given, discount] = nStep > 1 ? ['R', 'γ^{n}'] : ['r', 'γ'];
  const { target, spokenTarget } = DISTRIBUTIONAL[kind];
  const chooser = targetRule === 'double' ? 'θ' : 'θ⁻';
  const spokenChooser = targetRule === 'double' ? 'online' : 'target';
  return formula(
    `${target(`${given} + ${discount} Z(s′, a*; θ⁻)`)}, a* = argmax_{a′} Q(s′, a′; ${chooser}); if s′ is terminal, ${target(given)}`,
    `${spokenTarget} of ${given} plus gamma${nStep > 1 ? ' to the n' : ''} times the return of s prime by the target network, for the action that the ${spokenChooser} network finds best there; if s prime is terminal, of ${given}`,
  );
}

function qFormula({ distribution }: DqnConfig): Formula {
  return distribution === 'none' ? Q_VALUES : DISTRIBUTIONAL[distribution].q;
}

function targetFormula(config: DqnConfig): Formula {
  if (config.distribution !== 'none') return distributionalTarget(config.distribution, config);
  const { nStep } = config;
  const discount = nStep > 1 ? 'γ^{n}' : 'γ';
  const given = nStep > 1 ? 'R' : 'r';
  const isMunchausen = config.targetRule === 'munchausen';
  const reward = isMunchausen ? `${given} + α τ ln π(a|s)` : given;
  const spokenReward = isMunchausen ? `${given} plus alpha tau times the logarithm of pi of a in s` : given;
  // A target that nothing else on the page takes apart stands there in full.
  const isWhole = config.targetRule === 'max' || config.targetRule === 'clipped-double';
  const { text: value, spoken: spokenValue } = isWhole
    ? nextValueFormula(config)
    : { text: 'V(s′)', spoken: 'V of s prime' };
  return formula(
    `y = ${reward} + ${discount} ${value}; if s′ is terminal, y = ${reward}`,
    `y is ${spokenReward} plus gamma${nStep > 1 ? ' to the n' : ''} times ${spokenValue}; if s prime is terminal, y is ${spokenReward}`,
  );
}

/** l, of δ or of a distribution. */
export function sampleLossFormula({ loss, distribution }: DqnConfig): Formula {
  if (distribution !== 'none') return DISTRIBUTIONAL[distribution].loss;
  return loss === 'squared'
    ? formula('δ^{2}', 'delta squared')
    : formula(
        'δ^{2}/2 if |δ| ≤ κ, else κ (|δ| − κ/2)',
        'half of delta squared up to a size of kappa, beyond it kappa times the size of delta less half of kappa',
      );
}

function lossFormula(config: DqnConfig): Formula {
  const weight = config.replay === 'prioritized' ? 'w ' : '';
  if (config.distribution !== 'none') {
    const { text, spoken } = sampleLossFormula(config);
    return formula(
      `L = mean of ${weight}l, l = ${text}`,
      `the loss L is the mean of ${weight && 'weight times '}l, which is ${spoken}`,
    );
  }
  return formula(
    `δ = y − Q(s, a; θ), L = mean of ${weight}l(δ)`,
    `delta is y minus Q of s and a; the loss L is the mean of ${weight && 'weight times '}l of delta`,
  );
}

function priorityFormula({ replay, distribution }: DqnConfig): Formula {
  if (replay === 'prioritized' && distribution !== 'none') {
    return formula('p ← l + 10^{−6}', 'the priority p of each transition becomes its l plus one millionth');
  }
  return replay === 'prioritized'
    ? formula(
        'p ← |δ| + 10^{−6}',
        'the priority p of each transition becomes the size of its delta plus one millionth',
      )
    : formula('D is uniform: nothing to do', 'the memory D is uniform, so there is nothing to do');
}

function clipFormula({ maxGradientNorm }: DqnConfig): Formula {
  return maxGradientNorm > 0
    ? formula('g ← g min(1, c / ‖g‖)', 'the gradient g is scaled down to the length c if it is longer')
    : formula(
        '‖g‖ is measured; clipping is off',
        'the length of the gradient g is measured; clipping is off',
      );
}

const OPTIMIZER: Readonly<Record<DqnConfig['optimizer'], Formula>> = {
  adam: formula(
    'θ ← θ − α m̂ / (√v̂ + ε)',
    'theta becomes theta minus alpha times m hat over the root of v hat plus epsilon',
  ),
  sgd: formula('u ← μ u + g, θ ← θ − α u', 'u becomes mu times u plus g; theta becomes theta minus alpha u'),
  rmsprop: formula(
    'v ← ρ v + (1 − ρ) g^{2}, θ ← θ − α g / (√v + ε)',
    'v is the running mean of g squared; theta becomes theta minus alpha g over the root of v plus epsilon',
  ),
  'rmsprop-graves': formula(
    'm ← ρ m + (1 − ρ) g, v ← ρ v + (1 − ρ) g^{2}, θ ← θ − α g / √(v − m^{2} + ε)',
    'm and v are the running means of g and of g squared; theta becomes theta minus alpha g over the root of v minus m squared plus epsilon',
  ),
};

function syncFormula(config: Config): Formula {
  if (config.algorithm === 'tutorial') return formula('no target network', 'there is no target network');
  return config.targetTau === 1
    ? formula('every C steps θ⁻ ← θ', 'every C steps the target network becomes a copy of the online network')
    : formula(
        'every C steps θ⁻ ← (1 − τ) θ⁻ + τ θ',
        'every C steps theta minus becomes one minus tau times theta minus plus tau times theta',
      );
}

const Q_VALUES = formula('Q(s, a; θ)', 'Q of s and a by the online network');
const GRADIENT = formula('g = ∂L/∂θ', 'g is the gradient of the loss L with respect to theta');

/** What a step comes to, by its name. */
type Formulas<Settings> = Readonly<Record<string, (settings: Settings) => Formula>>;

const OF_THE_LOOP: Formulas<Config> = {
  choose: (config) =>
    config.algorithm === 'dqn' && config.noisyLayers !== 'none'
      ? formula(
          'a = argmax_{a} Q(s, a; μ + σ ε), with fresh noise ε',
          'a is the action with the largest Q in s, by weights with fresh noise',
        )
      : formula(
          'a = random with probability ε, else argmax_{a} Q(s, a; θ)',
          'a is random with probability epsilon, else the action with the largest Q in s',
        ),
  execute: () => formula('(r, s′) ← environment(s, a)', 'the environment answers a in s with r and s prime'),
  store: () => formula('D ← D ∪ {(s, a, r, s′)}', 'the transition s, a, r, s prime is put into the memory D'),
  sync: syncFormula,
  moveOn: () =>
    formula('s ← s′, or the s of the next episode', 's becomes s prime, or the s of the next episode'),
  measure: () => formula('a = argmax_{a} Q(s, a; θ) until the end', 'episodes without exploration'),
};

const OF_DQN: Formulas<DqnConfig> = {
  sampleBatch: () => SAMPLE,
  computeTargets: targetFormula,
  computeQValues: qFormula,
  computeLoss: lossFormula,
  updatePriorities: priorityFormula,
  computeGradients: () => GRADIENT,
  clipGradients: clipFormula,
  updateParameters: ({ optimizer }) => OPTIMIZER[optimizer],
};

const OF_THE_TUTORIAL: Formulas<TutorialConfig> = {
  drawSample: () =>
    formula(
      '(s, a, r, s′)_{1…B} ~ D',
      'B different transitions s, a, r, s prime are drawn from the memory D',
    ),
  takeTransition: () =>
    formula('the next (s, a, r, s′) of the sample', 'the next transition of the sample is taken'),
  computeTarget: () =>
    formula(
      'y = r + γ max_{a′} Q(s′, a′; θ); if s′ is terminal, y = r',
      'y is r plus gamma times the largest Q of s prime by the one network there is; if s prime is terminal, y is r',
    ),
  computeQValue: () => Q_VALUES,
  computeLoss: () =>
    formula(
      'δ = y − Q(s, a; θ), L = mean over actions of δ^{2}',
      'delta is y minus Q of s and a; the loss L is the mean, over the actions, of delta squared',
    ),
  computeGradients: () => GRADIENT,
  updateParameters: () => OPTIMIZER.adam,
  exploreLess: () =>
    formula(
      'ε ← ε · decay, as long as ε is above its end',
      'epsilon becomes epsilon times its decay, as long as it is above its end',
    ),
};

export function stepFormula(step: string, config: Config): Formula {
  if (step in OF_THE_LOOP) return OF_THE_LOOP[step](config);
  return config.algorithm === 'dqn' ? OF_DQN[step](config) : OF_THE_TUTORIAL[step](config);
}
