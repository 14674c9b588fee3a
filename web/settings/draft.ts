/** What stands in the form of the settings, right or wrong: the text of each field. */

import {
  type Algorithm,
  type Config,
  checkConfig,
  type HyperParameter,
  parametersOf,
  parseValue,
} from '../../src/config/config.ts';
import { PRESETS, presetConfig } from '../../src/config/presets.ts';
import { oneLine } from '../one-line.ts';
import { valueText } from './value-text.ts';

export interface Draft {
  readonly preset: string;
  readonly algorithm: Algorithm;
  /** By the name of the hyper-parameter. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface CheckedDraft {
  /** Null if anything is wrong. */
  readonly config: Config | null;
  /** What is wrong with each field where something is. */
  readonly problems: ReadonlyMap<string, string>;
}

export function draftOf(preset: string, config: Config): Draft {
  const values: Readonly<Record<string, unknown>> = config;
  const texts = parametersOf(config.algorithm).map(({ name }): [string, string] => [
    name,
    valueText(name, values[name]),
  ]);
  return { preset, algorithm: config.algorithm, texts: new Map(texts) };
}

export function withText(draft: Draft, name: string, text: string): Draft {
  return { ...draft, texts: new Map(draft.texts).set(name, text) };
}

const PRESET_DRAFTS: ReadonlyMap<string, Draft> = new Map(
  Object.keys(PRESETS).map((name) => [name, draftOf(name, presetConfig(name))]),
);

/** All values of another preset, and its algorithm; only the seed stays. */
export function withPreset(draft: Draft, preset: string): Draft {
  return withText(PRESET_DRAFTS.get(preset) as Draft, 'seed', draft.texts.get('seed') as string);
}

/** Spaces around what was typed or pasted mean nothing. */
const fieldValue = (parameter: HyperParameter, text: string) => parseValue(parameter, text.trim());

export function checkDraft({ algorithm, texts }: Draft): CheckedDraft {
  const entries = parametersOf(algorithm).map((parameter): [string, unknown] => [
    parameter.name,
    fieldValue(parameter, texts.get(parameter.name) as string),
  ]);
  const { config, problems } = checkConfig({ algorithm, ...Object.fromEntries(entries) });
  return {
    config,
    problems: new Map(problems.map(({ parameter, problem }) => [parameter, oneLine(problem)])),
  };
}

/** What the preset has in a field; null if its algorithm does not use it. */
export function presetText({ preset }: Draft, name: string): string | null {
  return PRESET_DRAFTS.get(preset)?.texts.get(name) ?? null;
}

/** Whether a field has another value than the preset, however it is written. */
export function isChanged(draft: Draft, parameter: HyperParameter): boolean {
  const had = presetText(draft, parameter.name);
  const text = draft.texts.get(parameter.name) as string;
  return had === null || valueText(parameter.name, fieldValue(parameter, text)) !== had;
}
