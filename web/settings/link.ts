/**
 * A whole configuration in the part of the page's address behind `#`, so that an experiment can be sent to someone:
 *
 *   #preset=default&algorithm=dqn&seed=3&steps=50000&observationScale=2.4,2,0.2095,2&…
 *
 * The names are those of `src/config/config.ts`. What a link leaves out is as in its preset, so short ones can be written by hand.
 * Links come from anywhere: nothing of one is believed before it is checked.
 */

import {
  type Config,
  ConfigError,
  HYPER_PARAMETERS,
  parseValue,
  resolveConfig,
} from '../../src/config/config.ts';
import { presetConfig } from '../../src/config/presets.ts';
import { checkLabTask } from '../lab-tasks.ts';
import { oneLine } from '../one-line.ts';
import type { RunSettings } from '../run.ts';
import { isOfPlace } from '../stage/place.ts';
import { valueText } from './value-text.ts';

/** Why a link cannot be followed, in one line. */
export interface LinkProblem {
  readonly problem: string;
}

/** A link of all hyper-parameters has about 1200. */
const MAX_CHARACTERS = 10_000;

/** Equal choices have equal links. */
export function linkOf(preset: string, config: Config): string {
  const values: Readonly<Record<string, unknown>> = config;
  const names = HYPER_PARAMETERS.map(({ name }) => name).filter((name) => Object.hasOwn(values, name));
  const pairs = ['algorithm', ...names].map((name) => `${name}=${valueText(name, values[name])}`);
  return `#${[`preset=${preset}`, ...pairs].join('&')}`;
}

/** What the fragment of an address asks for; null if it does not hold settings, but is empty or names a place in the page. */
export function configFromLink(hash: string): RunSettings | LinkProblem | null {
  const text = hash.replace(/^#/, '');
  if (!text.includes('=')) return null;
  if (text.length > MAX_CHARACTERS) {
    return { problem: `the link has ${text.length} characters, expected at most ${MAX_CHARACTERS}` };
  }
  const pairs = text.split('&').filter((pair) => !isOfPlace(pair));
  if (pairs.every((pair) => pair === '')) return null;
  try {
    return chosenBy(readPairs(pairs));
  } catch (error) {
    if (error instanceof ConfigError) return { problem: oneLine(error.message) };
    throw error;
  }
}

/** A map, so that no name in a link can mean anything to JavaScript. */
function readPairs(parts: readonly string[]): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const pair of parts.filter((part) => part !== '')) {
    const [name, ...rest] = pair.split('=');
    if (rest.length === 0) throw new ConfigError(name, 'the link gives no value for it');
    if (pairs.has(name)) throw new ConfigError(name, 'the link has it more than once');
    pairs.set(name, decode(name, rest.join('=')));
  }
  return pairs;
}

/** Our own links need no percent signs, but programs that pass them on may write a comma as %2C. */
function decode(name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new ConfigError(name, `got ${value}, which is damaged; copy the whole link again`);
  }
}

function chosenBy(pairs: ReadonlyMap<string, string>): RunSettings {
  const preset = pairs.get('preset') ?? 'default';
  const start = presetConfig(preset);
  const entries = [...pairs]
    .filter(([name]) => name !== 'preset')
    .map(([name, text]): [string, unknown] => [name, givenValue(name, text)]);
  // Unlike an assignment, this makes `__proto__` a name like any other, which is then refused.
  const given = Object.fromEntries(entries);
  const { algorithm = start.algorithm, env = start.env } = given;
  checkLabTask(env);
  // The values of a preset are of no use to another algorithm.
  const config = resolveConfig(algorithm === start.algorithm ? { ...start, ...given } : given);
  return { preset, config };
}

function givenValue(name: string, text: string): unknown {
  const parameter = HYPER_PARAMETERS.find((one) => one.name === name);
  return parameter === undefined ? text : parseValue(parameter, text);
}
