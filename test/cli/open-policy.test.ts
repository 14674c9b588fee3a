import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPolicy as open, type PolicyFlags } from '../../src/cli/open-policy.ts';
import { describeUsageError } from '../../src/cli/program.ts';
import { presetConfig } from '../../src/config/presets.ts';
import { encodePolicy } from '../../src/experiment/files/policy-file.ts';
import { encodeRunCheckpoint } from '../../src/experiment/files/run-checkpoint.ts';
import { HeapDevice } from '../../src/nn/device.ts';
import { Dueling } from '../../src/nn/dueling.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import { shortConfig } from '../experiment/runs.ts';
import { Session } from '../experiment/saved-runs.ts';
import { balancingNetwork, fallingNetwork, policyBytes } from '../hand-made-policy.ts';
import { IS_WINDOWS } from '../programs.ts';

const openPolicy = (path: string, flags: PolicyFlags) => open(path, flags).policy;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** All but the shape of the network: the hand-made one has no hidden layers, which no configuration can say. */
const CONFIG = JSON.stringify({
  preset: 'default',
  ...presetConfig('default', { env: 'CartPole-v0' }),
  hiddenSizes: undefined,
  network: undefined,
});

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
    expect(openPolicy(run, { observationScale: '1,2,3,4' }).settings).toMatchObject({
      env: 'CartPole-v0',
      observationScale: [1, 2, 3, 4],
    });
    expect(openPolicy(run, {}).settings.observationScale).toEqual([2.4, 2, 0.2095, 2]);
    expect(openPolicy(join(run, 'weights.safetensors'), {}).settings).toMatchObject({
      env: 'CartPole-v1',
      observationScale: [9, 9, 9, 9],
    });
  });

  test('believes config.json only in what it says', () => {
    const weights = policyBytes(balancingNetwork(), { env: 'CartPole-v0', observationScale: [1, 2, 3, 4] });
    const run = writeRun({ config: '{"preset":"default","gamma":0.9,"env":"CartPole-v1"}', weights });
    expect(openPolicy(run, {}).settings).toMatchObject({
      env: 'CartPole-v1',
      observationScale: [1, 2, 3, 4],
    });
    writeFileSync(join(run, 'config.json'), '{"observationScale":[5,6,7,8]}');
    expect(openPolicy(run, {}).settings).toMatchObject({
      env: 'CartPole-v0',
      observationScale: [5, 6, 7, 8],
    });
    writeFileSync(join(run, 'config.json'), '{}');
    expect(openPolicy(run, {}).settings).toMatchObject({
      env: 'CartPole-v0',
      observationScale: [1, 2, 3, 4],
    });
  });

  test.each([
    [{ hiddenSizes: [8, 7], network: 'mlp' }, null],
    [{ hiddenSizes: [8, 7] }, null],
    [{ network: 'mlp' }, null],
    [{ algorithm: 'tutorial', hiddenSizes: [8, 7] }, null],
    [{ hiddenSizes: [8, 8] }, 'hiddenSizes is 8,8 in config.json but 8,7 in weights.safetensors'],
    [{ hiddenSizes: [8] }, 'hiddenSizes is 8 in config.json but 8,7 in weights.safetensors'],
    [{ network: 'dueling' }, 'network is dueling in config.json but mlp in weights.safetensors'],
  ])('a config.json with %j beside the weights of a network 4-8-7-2', (config, difference) => {
    const weights = policyBytes(new Mlp([4, 8, 7, 2], 1, new HeapDevice()));
    const run = writeRun({ config: JSON.stringify(config), weights });
    if (difference === null) expect(openPolicy(run, {}).q.network.sizes).toEqual([4, 8, 7, 2]);
    else
      expect(complaint(run)).toBe(
        `${run} holds files of different runs: ${difference}; name the weights file itself to play it`,
      );
  });

  test('a config.json beside a dueling network', () => {
    const network = new Dueling([4, 8, 2], 1, new HeapDevice());
    const weights = encodePolicy(network, { env: 'CartPole-v1', observationScale: [1, 1, 1, 1] });
    const run = writeRun({ config: '{"hiddenSizes":[8],"network":"dueling"}', weights });
    expect(openPolicy(run, {}).q.network).toBeInstanceOf(Dueling);
    writeFileSync(join(run, 'config.json'), '{"hiddenSizes":[8],"network":"mlp"}');
    expect(complaint(run)).toMatch(/network is mlp in config\.json but dueling in weights/);
  });

  test('a run that was killed, with the command that resumes it', () => {
    const run = writeRun({ config: CONFIG });
    writeFileSync(join(run, 'checkpoint.bin'), '');
    const command = `resume with: npx tsx src/train.ts --resume ${run}`;
    expect(complaint(run)).toContain(
      `no weights.safetensors, which train writes when the run ends; ${command}`,
    );
  });

  const weights = policyBytes(balancingNetwork());
  test.each<[name: string, files: { config?: string; weights?: Uint8Array }, message: RegExp]>([
    ['no config', { weights }, /run is not a run folder: it has no config\.json/],
    [
      'no weights',
      { config: CONFIG },
      /run has no weights\.safetensors, which train writes when the run ends/,
    ],
    ['half a config', { config: CONFIG.slice(0, 50), weights }, /config\.json is not valid JSON/],
    [
      'a config that is no object',
      { config: 'null', weights },
      /config\.json: it does not hold a JSON object/,
    ],
    ['a config that is a list', { config: '[]', weights }, /config\.json: it does not hold a JSON object/],
    [
      'a config of many levels',
      { config: `{"gamma":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, weights },
      /config\.json is not valid JSON: more than 64 levels of nesting/,
    ],
    [
      'a config that is not UTF-8',
      { config: '{"gamma\ufffd":1}', weights },
      /there is no such hyper-parameter/,
    ],
    ['a config out of bounds', { config: '{"gamma":7}', weights }, /config\.json: gamma: got 7, expected/],
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

  test.each([
    [
      'weights.safetensors',
      500_000_001,
      /weights\.safetensors has 500000001 bytes; expected at most 500000000$/,
    ],
    ['config.json', 1_000_001, /config\.json has 1000001 bytes; expected at most 1000000$/],
  ])('a %s that is far too large is not read', (name, size, message) => {
    const run = writeRun({ config: CONFIG, weights });
    truncateSync(join(run, name), size);
    expect(complaint(run)).toMatch(message);
  });

  test.each(['config.json', 'weights.safetensors'])(
    'a %s that cannot be looked at is not taken for missing',
    (name) => {
      const run = writeRun({ config: CONFIG, weights });
      rmSync(join(run, name));
      symlinkSync(name, join(run, name));
      expect(complaint(run)).toMatch(/: its symbolic links form a loop; check the path$/);
    },
  );

  test.skipIf(IS_WINDOWS)('what could be read for ever is not read', () => {
    symlinkSync('/dev/zero', join(folder, 'endless'));
    expect(complaint(join(folder, 'endless'))).toMatch(/is not a regular file/);
  });
});

describe('the checkpoints of a run', () => {
  const config = shortConfig({ envOptions: { gravity: 12 } });
  const session = new Session(config);

  test('hold its network of that step, and what it was trained on', () => {
    const run = join(folder, 'run');
    mkdirSync(join(run, 'checkpoints'), { recursive: true });
    const files = ['checkpoints/step-100.bin', 'checkpoint.bin'].map((name) => {
      while (session.run.step < (name === 'checkpoint.bin' ? 200 : 100)) session.run.advance();
      writeFileSync(join(run, name), session.save().checkpoint);
      return { name, params: session.run.network.params.slice() };
    });
    for (const [k, { name, params }] of files.entries()) {
      for (const policy of [openPolicy(join(run, name), {}), openPolicy(run, { at: 100 + 100 * k })]) {
        expect(policy.q.network.params).toEqual(params);
        expect(policy.settings.envOptions).toMatchObject({ gravity: 12 });
      }
    }
    expect(files[0].params).not.toEqual(files[1].params);
    expect(openPolicy(run, { envOptions: 'length=1', at: 200 }).settings.envOptions).toMatchObject({
      gravity: 12,
      length: 1,
    });
  });

  test('are played whether or not their run had a bug of the museum', () => {
    const file = join(folder, 'checkpoint.bin');
    const { curve, run } = session;
    const tables = { episodes: { bytes: 0, crc32: 0 }, metrics: { bytes: 0, crc32: 0 } };
    writeFileSync(file, encodeRunCheckpoint('default with the bug no-terminal-mask', run, curve, tables));
    expect(openPolicy(file, {}).q.network.params).toEqual(run.network.params);
  });

  test('the best evaluation of a run is in a file of its own', () => {
    const run = writeRun({ config: CONFIG, weights: policyBytes(balancingNetwork()) });
    expect(() => openPolicy(run, { best: true })).toThrow(`${run} has no best.safetensors`);
    writeFileSync(join(run, 'best.safetensors'), policyBytes(fallingNetwork()));
    const params = [openPolicy(run, {}), openPolicy(run, { best: true })].map(({ q }) => q.network.params);
    expect(params).toEqual([balancingNetwork().params, fallingNetwork().params]);
  });
});
