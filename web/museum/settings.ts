/** With what settings a bug is trained in the lab: those that its numbers are measured with. */
import type { MuseumExhibit } from '../../museum/exhibit.ts';
import type { Config } from '../../src/config/config.ts';
import { presetConfig } from '../../src/config/presets.ts';
import { formatCount } from '../format.ts';

export type Settings = Pick<MuseumExhibit, 'preset' | 'changes' | 'steps'>;

export const configOf = ({ preset, changes, steps }: Settings, seed: number): Config =>
  presetConfig(preset, { ...changes, seed, steps, earlyStop: false });

/** "default, nStep 3, seed 1, 15 000 steps" */
export function describeSettings({ preset, changes = {}, steps }: Settings, seed: number): string {
  const changed = Object.entries(changes).map(([name, value]) => `${name} ${value}`);
  return [preset, ...changed, `seed ${seed}`, `${formatCount(steps)} steps`].join(', ');
}
