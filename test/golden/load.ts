/** Reads one recorded file of this folder; `README.md` beside it says where they come from and what they hold. */
import { readFileSync } from 'node:fs';

export type GoldenName =
  | 'adam'
  | 'breakout'
  | 'cartpole'
  | 'classic-control'
  | 'clip'
  | 'dqn-updates'
  | 'losses'
  | 'mlp-gradients'
  | 'numpy-rng'
  | 'numpy-spawn'
  | 'polyak'
  | 'variants';

export function loadGolden<T>(name: GoldenName): T {
  return JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8')) as T;
}
