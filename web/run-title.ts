/** What a run is called: its preset, its seed, and where else it differs from the preset or from another run. */
import type { Config } from '../src/config/config.ts';
import { PRESETS, presetConfig } from '../src/config/presets.ts';

interface Named {
  readonly preset: string;
  readonly config: Config;
}

type Values = Readonly<Record<string, unknown>>;

/** How many differences are named. */
const MOST = 3;

export function runTitle(preset: string, config: Config): string {
  return titleOf(preset, config, Object.hasOwn(PRESETS, preset) ? presetConfig(preset) : {});
}

/** Beside the present run: the differences of one of the same preset are those from the present one. */
export function comparedTitle({ preset, config }: Named, present: Named): string {
  return preset === present.preset ? titleOf(preset, config, present.config) : runTitle(preset, config);
}

function titleOf(preset: string, config: Config, usual: Config | Values): string {
  const values: Values = usual as Values;
  const changes = Object.entries(config)
    .filter(([name, value]) => name !== 'seed' && JSON.stringify(value) !== JSON.stringify(values[name]))
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join('-') : value}`);
  const named = changes.slice(0, MOST);
  const rest = changes.length > MOST ? [`${changes.length - MOST} more`] : [];
  return [preset, `seed ${config.seed}`, ...named, ...rest].join(', ');
}
