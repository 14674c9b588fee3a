/** Formulas as the page shows them, with symbols and with numbers. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { DqnConfig } from '../../src/config/config.ts';
import { PRESETS, presetConfig } from '../../src/config/presets.ts';
import { stepsOfPass } from '../../web/agent-facts.ts';
import { type FormulaPart, formulaParts } from '../../web/step-through/formula-parts.ts';
import { nextValueFormula, stepFormula } from '../../web/step-through/formulas.ts';
import {
  formatShort,
  numericAccumulator,
  numericGravesChange,
  numericLoss,
  numericNextValue,
  numericRootChange,
  numericSgdChange,
  numericSlope,
  numericTarget,
  numericTdError,
} from '../../web/step-through/numeric-formulas.ts';
import type { Sample } from '../../web/step-through/sample.ts';

/** The text of a formula without its marks. */
const plain = (parts: readonly FormulaPart[]): string =>
  parts.map((part) => ('parts' in part ? plain(part.parts) : part.text)).join('');

describe('a formula in parts', () => {
  it('has variables, words, subscripts and superscripts', () => {
    expect(formulaParts('y = max_{a′} Q^{2}')).toEqual([
      { kind: 'variable', text: 'y' },
      { kind: 'text', text: ' = ' },
      { kind: 'text', text: 'max' },
      {
        kind: 'sub',
        parts: [
          { kind: 'variable', text: 'a' },
          { kind: 'text', text: '′' },
        ],
      },
      { kind: 'text', text: ' ' },
      { kind: 'variable', text: 'Q' },
      { kind: 'sup', parts: [{ kind: 'text', text: '2' }] },
    ]);
  });

  it('keeps a hat on its letter, and the e of a power of ten in its number', () => {
    expect(formulaParts('m̂ 1.5e−8 θ⁻').filter(({ kind }) => kind === 'variable')).toEqual([
      { kind: 'variable', text: 'm̂' },
      { kind: 'variable', text: 'θ' },
    ]);
    expect(formulaParts('1.5e−8')).toEqual([{ kind: 'text', text: '1.5e−8' }]);
  });

  it('loses nothing but its marks', () => {
    const character = fc.constantFrom(...'aQθm̂δ 0.9e−8()=′⁻∂/‖;,·√');
    fc.assert(
      fc.property(fc.string({ unit: character }), (text) => {
        expect(plain(formulaParts(text))).toBe(text);
      }),
    );
  });
});

const CONFIGS: Readonly<Record<string, ReturnType<typeof presetConfig>>> = {
  ...Object.fromEntries(Object.keys(PRESETS).map((name) => [name, presetConfig(name)])),
  double: presetConfig('default', { targetRule: 'double', replay: 'prioritized', nStep: 3 }),
  categorical: presetConfig('default', { distribution: 'categorical', replay: 'prioritized' }),
  quantile: presetConfig('default', {
    distribution: 'quantile',
    loss: 'huber',
    targetRule: 'double',
    nStep: 3,
  }),
  sgd: presetConfig('default', { optimizer: 'sgd' }),
  rmsprop: presetConfig('default', { optimizer: 'rmsprop' }),
  graves: presetConfig('default', { optimizer: 'rmsprop-graves' }),
};

describe.each(Object.entries(CONFIGS))('with the settings %s', (_, config) => {
  it.each(stepsOfPass(config))('the step %s has a formula, and words for it', (step) => {
    const { text, spoken } = stepFormula(step, config);
    expect(text).not.toBe('');
    // All marks are understood, and what is spoken has no symbols.
    expect(plain(formulaParts(text))).toBe(text.replace(/[_^]\{([^}]*)\}/g, '$1'));
    expect(spoken).toMatch(/^[A-Za-z ,;:]+$/);
  });
});

test('the target is that of the rule', () => {
  const target = (changes: object) =>
    stepFormula('computeTargets', presetConfig('default', { ...changes })).text;
  expect(target({})).toBe('y = r + γ max_{a′} Q(s′, a′; θ⁻); if s′ is terminal, y = r');
  expect(target({ targetRule: 'double' })).toBe('y = r + γ V(s′); if s′ is terminal, y = r');
  expect(target({ nStep: 3 })).toBe('y = R + γ^{n} max_{a′} Q(s′, a′; θ⁻); if s′ is terminal, y = R');
  expect(stepFormula('computeTargets', presetConfig('robust')).text).toBe(
    'y = R + γ^{n} max_{a′} min_{i} Q_{i}(s′, a′; θ_{i}⁻); if s′ is terminal, y = R',
  );
  expect(stepFormula('computeTarget', presetConfig('tutorial')).text).toBe(
    'y = r + γ max_{a′} Q(s′, a′; θ); if s′ is terminal, y = r',
  );
  const rule = (targetRule: string) =>
    nextValueFormula(presetConfig('default', { targetRule }) as DqnConfig).text;
  expect(rule('double')).toContain('argmax_{a′} Q(s′, a′; θ); θ⁻');
  expect(rule('expected')).toContain('mean_{a′}');
});

const SAMPLE: Sample = {
  slot: 7,
  observation: new Float32Array(4),
  action: 1,
  reward: 1,
  nextObservation: new Float32Array(4),
  terminated: false,
  discount: 0.995,
  weight: 0.5,
  qNextTarget: Float32Array.of(62.1, 63.21),
  qNextOnline: Float32Array.of(64, 63.5),
  nextValue: 63.21,
  tdTarget: 63.89,
  q: Float32Array.of(60, 64),
  qTaken: 64,
  tdError: -0.11,
  loss: 0.0121,
  dQTaken: 0.0034375,
  dQ: Float32Array.of(0, 0.0034375),
};
const config = (changes: object = {}) => presetConfig('default', { ...changes }) as DqnConfig;

describe('a formula with numbers', () => {
  it('of the value of the next state, as the rule has it', () => {
    expect(numericNextValue([SAMPLE], config())).toBe('max(62.10, 63.21)');
    expect(numericNextValue([SAMPLE], config({ targetRule: 'double' }))).toBe('Q(s′, left; θ⁻)');
    expect(numericNextValue([SAMPLE], config({ targetRule: 'expected' }))).toBe('0.2 · 63.21 + 0.8 · 62.65');
    const other = { ...SAMPLE, qNextTarget: Float32Array.of(61, 65) };
    expect(numericNextValue([SAMPLE, other], config({ targetRule: 'clipped-double' }))).toBe(
      'max(min(62.10, 61.00), min(63.21, 65.00))',
    );
  });

  it('of the target', () => {
    expect(numericTarget(SAMPLE, config())).toBe('1 + 0.995 · 63.21');
    expect(numericTarget({ ...SAMPLE, reward: -1, nextValue: -2 }, config())).toBe('−1 + 0.995 · (−2.000)');
    expect(numericTarget({ ...SAMPLE, terminated: true }, config())).toBe('r');
    expect(numericTarget({ ...SAMPLE, terminated: true }, config({ nStep: 3 }))).toBe('R');
  });

  it('of the error', () => {
    expect(numericTdError(SAMPLE)).toBe('63.89 − 64.00');
    expect(numericTdError({ ...SAMPLE, qTaken: -1 })).toBe('63.89 − (−1.000)');
  });

  it('of the loss and its slope, squared and Huber, with and without a weight', () => {
    expect(numericLoss(SAMPLE, config())).toBe('0.1100²');
    expect(numericLoss({ ...SAMPLE, tdError: -5e-4 }, config())).toBe('(5.000e−4)²');
    expect(numericSlope(SAMPLE, config(), 64)).toBe('(−2) · (−0.1100) / 64');
    const huber = config({ loss: 'huber', huberDelta: 0.5 });
    expect(numericLoss(SAMPLE, huber)).toBe('0.1100² / 2');
    expect(numericSlope(SAMPLE, huber, 64)).toBe('0.1100 / 64');
    const wrong = { ...SAMPLE, tdError: 3 };
    expect(numericLoss(wrong, huber)).toBe('0.5 · (3.000 − 0.5/2)');
    expect(numericSlope(wrong, huber, 64)).toBe('−0.5 / 64');
    expect(numericSlope(wrong, { ...huber, replay: 'prioritized' }, 64)).toBe('0.5000 · (−0.5) / 64');
    const weighted = config({ replay: 'prioritized' });
    expect(numericLoss(SAMPLE, weighted)).toBe('0.5000 · 0.1100²');
    expect(numericSlope(SAMPLE, weighted, 64)).toBe('0.5000 · (−2) · (−0.1100) / 64');
  });

  it('of the change of a weight', () => {
    expect(numericRootChange(0.002, -0.5, 0.25, 1e-8)).toBe('−0.002 · (−0.5000) / (√0.2500 + 1e−8)');
    expect(numericSgdChange(0.002, -0.5)).toBe('−0.002 · (−0.5000)');
    expect(numericGravesChange(0.002, 3, { mean: -0.5, square: 0.75 }, 0.01)).toBe(
      '−0.002 · 3.000 / √(0.7500 − 0.5000² + 0.01)',
    );
  });

  it('of what the optimizer keeps', () => {
    const mean = { decay: 0.9, share: 0.1, isOfSquares: false };
    expect(numericAccumulator(mean, -2, -3)).toBe('0.9 · (−2.000) + 0.1 · (−3.000)');
    expect(numericAccumulator({ ...mean, isOfSquares: true }, 2, -3)).toBe('0.9 · 2.000 + 0.1 · 3.000²');
    expect(numericAccumulator({ ...mean, share: 1 }, 2, -3)).toBe('0.9 · 2.000 + (−3.000)');
  });
});

test('settings are written without zeros that say nothing', () => {
  expect([1, 0.995, 2e-3, 1e-8, 1.5e-4, -1, 0, 100, 0.970299].map(formatShort)).toEqual([
    '1',
    '0.995',
    '0.002',
    '1e−8',
    '1.5e−4',
    '−1',
    '0',
    '100',
    '0.970299',
  ]);
});
