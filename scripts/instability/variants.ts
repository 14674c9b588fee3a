/** What is compared: plain DQN, plain DQN with one thing changed, and the preset `steady` with its one knob turned. */
import { type Config, presetConfig } from '../../src/index.ts';

export interface StudyVariant {
  readonly name: string;
  readonly preset: string;
  readonly changes: Readonly<Record<string, unknown>>;
}

const changed = (name: string, preset: string, changes: StudyVariant['changes']) => ({
  name,
  preset,
  changes,
});

export const VARIANTS: readonly StudyVariant[] = [
  changed('default', 'default', {}),
  changed('gamma-0.99', 'default', { gamma: 0.99 }),
  changed('huber', 'default', { loss: 'huber' }),
  changed('rainbow-epsilon', 'default', { adamEpsilon: 1.5e-4 }),
  changed('constant-rate', 'default', { learningRateEnd: 2e-3 }),
  changed('small-memory', 'default', { replayCapacity: 10_000 }),
  changed('double', 'default', { targetRule: 'double' }),
  changed('clipped-double', 'default', { targetRule: 'clipped-double' }),
  changed('dueling', 'default', { network: 'dueling' }),
  changed('prioritized', 'default', { replay: 'prioritized' }),
  changed('three-step', 'default', { nStep: 3 }),
  changed('fall-reward', 'default', { envOptions: { suttonBartoReward: true } }),
  changed('soft-0.3', 'default', { targetRule: 'expected', targetEpsilon: 0.3 }),
  changed('robust', 'robust', {}),
  changed('c51', 'c51', {}),
  changed('qr-dqn', 'qr-dqn', {}),
  changed('munchausen', 'munchausen', {}),
  changed('steady', 'steady', {}),
  changed('steady-0', 'steady', { targetEpsilon: 0 }),
  changed('steady-0.3', 'steady', { targetEpsilon: 0.3 }),
  changed('steady-0.7', 'steady', { targetEpsilon: 0.7 }),
  changed('steady-1', 'steady', { targetEpsilon: 1 }),
];

/** Runs go on to their budget, because the story begins where early stopping would end it. */
export function variantConfig({ preset, changes }: StudyVariant, more: StudyVariant['changes'] = {}): Config {
  return presetConfig(preset, { ...changes, earlyStop: false, ...more });
}
