/** Every hyper-parameter as a command-line flag, made from the table in `parameters.ts`. */
import { type Command, Option } from 'commander';
import {
  type Config,
  ConfigError,
  HYPER_PARAMETERS,
  type HyperParameter,
  parseValue,
} from '../config/config.ts';
import { formatValue } from '../config/domain.ts';
import { GROUPS } from '../config/parameters.ts';
import { PRESETS, presetConfig } from '../config/presets.ts';
import { UsageError } from './program.ts';
import { quoteForShell } from './shell-quote.ts';

/** The flag of a hyper-parameter, without its dashes: `learningRate` becomes `learning-rate`. */
export const flagName = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Values of hyper-parameters as the flags that set them: `--n-step 3 --no-early-stop`. */
export const asFlags = (values: Readonly<Record<string, unknown>>): string =>
  Object.entries(values)
    .map(([name, value]) =>
      typeof value === 'boolean'
        ? `--${value ? '' : 'no-'}${flagName(name)}`
        : `--${flagName(name)} ${quoteForShell(formatValue(value))}`,
    )
    .join(' ');

/** The text with the names of hyper-parameters as flags: `learningRate` becomes --learning-rate. */
export function withFlagNames(text: string): string {
  const isName = (word: string) => HYPER_PARAMETERS.some(({ name }) => name === word);
  return text.replace(/`?\b([a-z]+(?:[A-Z][a-z]*)+)\b`?/g, (found, word) =>
    isName(word) ? `--${flagName(word)}` : found,
  );
}

const PLACEHOLDERS = {
  integer: '<n>',
  number: '<x>',
  choice: '<name>',
  name: '<name>',
  list: '<list>',
  options: '<list>',
};

function formatDefault({ default: value, unit }: HyperParameter): string {
  // What is empty or 0 here is left to the task, which the meaning says.
  const text = formatValue(value) || 'none';
  if (unit === undefined) return text;
  return `${text} ${value === 1 ? unit.replace(/s$/, '') : unit}`;
}

function optionsOf(parameter: HyperParameter): Option[] {
  const flag = flagName(parameter.name);
  if (parameter.kind === 'boolean') {
    // That which changes nothing is hidden.
    return [
      new Option(`--${flag}`, parameter.meaning).hideHelp(parameter.default === true),
      new Option(`--no-${flag}`, parameter.otherwise).hideHelp(parameter.default === false),
    ];
  }
  const only = parameter.algorithms.length === 1 ? `; ${parameter.algorithms[0]} only` : '';
  const notes = `(default: ${formatDefault(parameter)}; ${parameter.expected}${only})`;
  return [
    new Option(`--${flag} ${PLACEHOLDERS[parameter.kind]}`, `${withFlagNames(parameter.meaning)} ${notes}`),
  ];
}

/** Adds one flag for each of the hyper-parameters, in the order of their groups, and the list of presets to the help. */
export function addHyperParameterOptions(command: Command, parameters: readonly HyperParameter[]): Command {
  const names = Object.keys(PRESETS);
  const width = names.reduce((most, name) => Math.max(most, name.length), 0);
  const presets = names.map((name) => `  ${name.padEnd(width)}  ${PRESETS[name].summary}`);
  command.addHelpText('after', `\nPresets:\n${presets.join('\n')}`);
  for (const group of GROUPS) {
    const own = parameters.filter((parameter) => parameter.group === group);
    for (const option of own.flatMap(optionsOf)) command.addOption(option.helpGroup(`${group}:`));
  }
  return command;
}

type FlagValues = Readonly<Record<string, unknown>>;

/** The hyper-parameters that the parsed flags set. */
export function changesFromOptions(values: FlagValues): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const parameter of HYPER_PARAMETERS) {
    const value = values[parameter.name];
    if (value !== undefined) {
      changes[parameter.name] = typeof value === 'string' ? parseValue(parameter, value) : value;
    }
  }
  return changes;
}

/**
 * The configuration of a preset with some values changed.
 *
 * @throws UsageError naming the flag, what was given and what is expected.
 */
export function configFromChanges(preset: string, changes: Readonly<Record<string, unknown>>): Config {
  return namingFlags(() => presetConfig(preset, changes));
}

/** Turns the names of hyper-parameters in an error into those of their flags. */
export function namingFlags<T>(configure: () => T): T {
  try {
    return configure();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new UsageError(`--${flagName(error.parameter)}: ${withFlagNames(error.problem)}`, { cause: error });
  }
}
