import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { presetConfig } from '../src/config/presets.ts';
import { balancingNetwork, fallingNetwork, policyBytes } from './hand-made-policy.ts';
import { runProgram, startProgram } from './programs.ts';
import { expectSelfContainedSvg } from './svg-check.ts';

let folder: string;
const path = (...names: string[]) => join(folder, ...names);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'play-'));
  writeFileSync(path('balancing.safetensors'), policyBytes(balancingNetwork()));
  writeFileSync(path('falling.safetensors'), policyBytes(fallingNetwork()));
  mkdirSync(path('run'));
  // The hand-made network has no hidden layers, which no configuration can say.
  const { hiddenSizes: _, ...config } = presetConfig('tutorial', { env: 'CartPole-v0' });
  writeFileSync(path('run', 'config.json'), JSON.stringify({ preset: 'tutorial', ...config }));
  writeFileSync(path('run', 'weights.safetensors'), policyBytes(balancingNetwork()));
});

afterAll(() => rmSync(folder, { recursive: true }));

const play = (...args: string[]) => runProgram('play', ...args);

describe('play', () => {
  test('without a terminal it prints a plain line for an episode', async () => {
    const { code, out, err } = await play(path('balancing.safetensors'), '--seed', '4');
    expect({ code, out, err }).toEqual({ code: 0, out: 'episode 1 of 1, seed 4: return 500\n', err: '' });
  });

  test('--json gives each return, in one object that is the same every time', async () => {
    const args = [path('falling.safetensors'), '--episodes', '5', '--seed', '3', '--json'];
    const { code, out } = await play(...args);
    expect(code).toBe(0);
    const { returns, ...summary } = JSON.parse(out);
    expect(returns).toHaveLength(5);
    const mean = returns.reduce((sum: number, value: number) => sum + value) / 5;
    const variance = returns.reduce((sum: number, value: number) => sum + (value - mean) ** 2, 0) / 5;
    expect(summary).toMatchObject({ env: 'CartPole-v1', network: [4, 2], episodes: 5, seed: 3, mean });
    expect(summary).toMatchObject({
      min: Math.min(...returns),
      max: Math.max(...returns),
      rewardThreshold: 475,
    });
    expect(summary.std).toBeCloseTo(Math.sqrt(variance), 10);
    expect((await play(...args)).out).toBe(out);
  });

  test('episode i starts from the seed plus i', async () => {
    const returns = async (seed: string, episodes: string) =>
      JSON.parse(
        (await play(path('falling.safetensors'), '--json', '--seed', seed, '--episodes', episodes)).out,
      ).returns;
    expect((await returns('10', '8')).slice(5)).toEqual(await returns('15', '3'));
  });

  test('--no-render evaluates 100 episodes', async () => {
    const { out } = await play(path('balancing.safetensors'), '--no-render');
    expect(out).toBe(
      '100 episodes: mean return 500.00, standard deviation 0.00, from 500 to 500\nreached: 475, the mean from which CartPole-v1 counts as solved\n',
    );
  });

  test('a run folder says by its config.json what to play, and flags win over it', async () => {
    expect(JSON.parse((await play(path('run'), '--json')).out)).toMatchObject({
      env: 'CartPole-v0',
      mean: 200,
    });
    const other = await play(path('run'), '--json', '--env', 'CartPole-v1', '--observation-scale', '1,2,1,1');
    expect(JSON.parse(other.out)).toMatchObject({ env: 'CartPole-v1', observationScale: [1, 2, 1, 1] });
  });

  test('--epsilon and disturbances make a policy worse, the same way every time, and the result says so', async () => {
    const flags = ['--epsilon', '0.9', '--action-noise', '0.2', '--observation-noise', '0.1', '--push', '1'];
    const args = [path('balancing.safetensors'), '--json', '--episodes', '20', ...flags];
    const { code, out } = await play(...args);
    expect(code).toBe(0);
    const summary = JSON.parse(out);
    expect(summary).toMatchObject({ epsilon: 0.9, actionNoise: 0.2, observationNoise: 0.1, push: 1 });
    expect(summary.mean).toBeLessThan(100);
    expect((await play(...args)).out).toBe(out);
    // The same episode whether it is watched or only counted.
    const drawn = await play(...args.slice(0, 1), ...flags, '--svg', path('disturbed.svg'));
    expect(drawn.out).toContain(`episode 1 of 1, seed 0: return ${summary.returns[0]}\n`);
  });

  test('--svg writes the first episode, replaces an older file and leaves nothing else', async () => {
    mkdirSync(path('pictures'));
    const file = path('pictures', 'episode.svg');
    writeFileSync(file, 'old');
    const { code, out } = await play(path('balancing.safetensors'), '--svg', file);
    expect({ code, out }).toEqual({ code: 0, out: `episode 1 of 1, seed 0: return 500\nwrote ${file}\n` });
    expectSelfContainedSvg(readFileSync(file, 'utf8'));
    expect(readdirSync(path('pictures'))).toEqual(['episode.svg']);
  });

  test('--help lists every flag', async () => {
    const { code, out, err } = await play('--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const flag of [
      'episodes',
      'seed',
      'no-render',
      'speed',
      'svg',
      'json',
      'env',
      'observation-scale',
    ]) {
      expect(out).toContain(`--${flag}`);
    }
  });

  test('an interrupt between episodes ends it with code 130', async () => {
    const child = startProgram('play', [path('balancing.safetensors'), '--episodes', '1000000']);
    child.stdout!.once('data', () => child.kill('SIGINT'));
    expect(await once(child, 'close')).toEqual([130, null]);
  });

  test('a reader that goes away ends it with code 141 and no complaint', async () => {
    const child = startProgram('play', [path('balancing.safetensors'), '--episodes', '1000000']);
    let err = '';
    child.stderr!.on('data', (chunk) => {
      err += chunk;
    });
    child.stdout!.once('data', () => child.stdout!.destroy());
    expect(await once(child, 'close')).toEqual([141, null]);
    expect(err).toBe('');
  });
});

describe('what play cannot do it refuses in one line with code 2', () => {
  const weights = () => path('balancing.safetensors');
  const cases: [name: string, args: () => string[], message: RegExp][] = [
    ['no path', () => [], /^error: missing required argument 'path'/],
    ['a missing file', () => [path('none')], /none: there is no such file or folder/],
    ['a file that holds something else', () => [path('run', 'config.json')], /is this a safetensors file/],
    ['a value out of bounds', () => [weights(), '--episodes', '0'], /^error: --episodes: got "0", expected/],
    ['a folder to write to', () => [weights(), '--svg', path('run')], /run is not a regular file/],
    [
      'a step of a file',
      () => [weights(), '--at', '5'],
      /is a file with one network; name a run folder with --at/,
    ],
    ['the best of a file', () => [weights(), '--best'], /name a run folder with --best/],
    [
      'a step that was not kept',
      () => [path('run'), '--at', '5'],
      /run has no checkpoint of step 5; there are none/,
    ],
    ['both', () => [path('run'), '--at', '5', '--best'], /'--at <step>' cannot be used with option '--best'/],
    [
      'no probability',
      () => [weights(), '--epsilon', '2'],
      /--epsilon: got "2", expected a number from 0 to 1/,
    ],
    ['a negative push', () => [weights(), '--push=-1'], /--push: got "-1", expected a number from 0/],
    [
      'a missing folder to write to',
      () => [weights(), '--svg', path('a', 'b.svg')],
      /b\.svg: there is no such/,
    ],
  ];

  test.each(cases)('%s', async (_name, args, message) => {
    const { code, out, err } = await play(...args());
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect(err).toMatch(message);
  });
});
