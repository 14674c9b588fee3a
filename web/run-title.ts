/** What a run is called: its preset, its seed, and where else it differs from the preset. */
import type { Config } from '../src/config/config.ts';
import { PRESETS, presetConfig } from '../src/config/presets.ts';

/** How many differences are named. */
const MOST = 3;

export function runTitle(preset: string, config: Config): string {
  const usual: Readonly<Record<string, unknown>> = Object.hasOwn(PRESETS, preset) ? presetConfig(preset) : {};
  const changes = Object.entries(config)
    .filter(([name, value]) => name !== 'seed' && JSON.stringify(value) !== JSON.stringify(usual[name]))
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join('-') : value}`);
  const named = changes.slice(0, MOST);
  const rest = changes.length > MOST ? [`${changes.length - MOST} more`] : [];
  return [preset, `seed ${config.seed}`, ...named, ...rest].join(', ');
}
