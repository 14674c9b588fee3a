/** The command that makes the same run in Node. */
import { type Config, HYPER_PARAMETERS } from '../../src/config/config.ts';
import { formatValue } from '../../src/config/domain.ts';
import { PRESETS, presetConfig } from '../../src/config/presets.ts';
import { TRAIN_COMMAND } from '../train-command.ts';

/** Bugs are put into the source, which only a checkout has. */
const COMMAND_WITH_BUG = 'npx tsx src/train.ts';

/** The flag of a hyper-parameter and its value, as `src/train.ts` reads them. */
function flag(name: string, value: unknown): string {
  const words = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (typeof value === 'boolean') return value ? `--${words}` : `--no-${words}`;
  return `--${words} ${formatValue(value)}`;
}

/** A preset with the algorithm of the configuration, which no flag changes: its own, unless a link or a file has mixed them. */
function basisOf(preset: string, { algorithm }: Config): string {
  const fits = (name: string) => presetConfig(name).algorithm === algorithm;
  return fits(preset) ? preset : (Object.keys(PRESETS).find(fits) ?? preset);
}

/**
 * The preset, the seed, and a flag for everything that differs from the preset.
 *
 * @param bug of the museum that is to be in the program.
 */
export function nodeCommand(preset: string, config: Config, bug: string | null = null): string {
  const changes = config as Readonly<Record<string, unknown>>;
  const basis = basisOf(preset, config);
  const usual = presetConfig(basis, { seed: config.seed }) as Readonly<Record<string, unknown>>;
  const flags = HYPER_PARAMETERS.filter(
    ({ name }) => name in changes && formatValue(changes[name]) !== formatValue(usual[name]),
  ).map(({ name }) => flag(name, changes[name]));
  return [
    bug === null ? TRAIN_COMMAND : COMMAND_WITH_BUG,
    `--preset ${basis}`,
    `--seed ${config.seed}`,
    ...(bug === null ? [] : [`--bug ${bug}`]),
    ...(config.parent === undefined ? [] : [`--from ${config.parent}`]),
    ...flags,
  ].join(' ');
}
