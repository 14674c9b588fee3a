/** The settings that are compared: a preset and what is changed in it. */
import { type Config, HYPER_PARAMETERS } from '../../config/config.ts';
import { formatValue } from '../../config/domain.ts';
import { configFromChanges, flagName } from '../arguments.ts';
import { withTaskChecksum } from '../load-task.ts';
import { UsageError } from '../program.ts';
import type { Variant } from './plan.ts';

/** Values by the names of hyper-parameters. */
export type Changes = Readonly<Record<string, unknown>>;

/** Each run of a sweep has a seed of its own. */
export const PARAMETERS = HYPER_PARAMETERS.filter(({ name }) => name !== 'seed');

/**
 * The hyper-parameter that `flag` names without its dashes.
 *
 * @throws UsageError if there is none, which lists those with a word in common.
 */
export function findParameter(flag: string, name: string) {
  const parameter = PARAMETERS.find((candidate) => flagName(candidate.name) === name);
  if (parameter) return parameter;
  const similar = PARAMETERS.map((candidate) => flagName(candidate.name)).filter(
    (known) => name !== '' && known.split('-').some((word) => name.split('-').includes(word)),
  );
  throw new UsageError(
    `${flag}: ${
      name === 'seed'
        ? 'got "seed", which is varied by --seeds'
        : `got ${JSON.stringify(name)}, which is not a hyper-parameter`
    }; ${similar.length > 0 ? `similar names are ${similar.join(', ')}` : 'train --help-all lists all of them'}`,
  );
}

/**
 * @param common what is changed in all variants.
 * @param own what tells this one from the others, and so makes its name.
 */
export function makeVariant(preset: string, common: Changes, own: Changes): Variant {
  const changes = { ...common, ...own };
  const config: Config = withTaskChecksum(configFromChanges(preset, changes));
  const name = [
    preset,
    ...Object.entries(own).map(([key, value]) => `${flagName(key)}=${formatValue(value)}`),
  ].join(' ');
  return { name, preset, changes, config };
}

/** @throws UsageError if a hyper-parameter is set in two ways. */
export function checkSetOnce(
  flag: string,
  sets: readonly { readonly name: string }[],
  common: Changes,
): void {
  const twice = sets.find(({ name }, k) => name in common || sets.slice(0, k).some((v) => v.name === name));
  if (twice === undefined) return;
  throw new UsageError(
    `${flag}: ${flagName(twice.name)} is set by another flag, too; give all its values in one ${flag}`,
  );
}
