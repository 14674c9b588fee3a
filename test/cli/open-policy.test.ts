import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPolicy } from '../../src/cli/open-policy.ts';
import { describeUsageError } from '../../src/cli/program.ts';
import { presetConfig } from '../../src/presets.ts';
import { balancingNetwork, policyBytes } from '../hand-made-policy.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const CONFIG = JSON.stringify({ preset: 'default', ...presetConfig('default', { env: 'CartPole-v0' }) });

function writeRun(files: { config?: string; weights?: Uint8Array }): string {
  const run = join(folder, 'run');
  mkdirSync(run);
  if (files.config !== undefined) writeFileSync(join(run, 'config.json'), files.config);
  if (files.weights !== undefined) writeFileSync(join(run, 'weights.safetensors'), files.weights);
  return run;
}

function complaint(path: string): string | null {
  try {
    openPolicy(path, {});
  } catch (error) {
    return describeUsageError(error);
  }
  throw new Error(`${path} was accepted`);
}

describe('openPolicy', () => {
  test('believes a flag first, then config.json, then the metadata of the weights', () => {
    const weights = policyBytes(balancingNetwork(), { env: 'CartPole-v1', observationScale: [9, 9, 9, 9] });
    const run = writeRun({ config: CONFIG, weights });
    expect(openPolicy(run, { observationScale: '1,2,3,4' })).toMatchObject({
      env: 'CartPole-v0',
      observationScale: [1, 2, 3, 4],
    });
    expect(openPolicy(run, {}).observationScale).toEqual([2.4, 2, 0.2095, 2]);
    expect(openPolicy(join(run, 'weights.safetensors'), {})).toMatchObject({
      env: 'CartPole-v1',
      observationScale: [9, 9, 9, 9],
    });
  });

  const weights = policyBytes(balancingNetwork());
  test.each<[name: string, files: { config?: string; weights?: Uint8Array }, message: RegExp]>([
    ['no config', { weights }, /run is no run folder: it has no config\.json/],
    ['no weights', { config: CONFIG }, /run has no weights\.safetensors; train writes it when the run ends/],
    ['half a config', { config: CONFIG.slice(0, 50), weights }, /config\.json is not valid JSON/],
    ['a config that is no object', { config: 'null', weights }, /config\.json holds no JSON object/],
    ['a config out of bounds', { config: '{"gamma":7}', weights }, /config\.json: gamma: got 7, allowed is/],
    [
      'half of the weights',
      { config: CONFIG, weights: weights.slice(0, -4) },
      /weights\.safetensors: the tensors/,
    ],
    [
      'empty weights',
      { config: CONFIG, weights: new Uint8Array() },
      /weights\.safetensors: the file has 0 bytes/,
    ],
  ])('a run folder with %s is refused by name', (_name, files, message) => {
    expect(complaint(writeRun(files))).toMatch(message);
  });

  test('what could be read for ever is not read', () => {
    symlinkSync('/dev/zero', join(folder, 'endless'));
    expect(complaint(join(folder, 'endless'))).toMatch(/is no ordinary file/);
  });
});
