import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { presetConfig } from '../src/config/presets.ts';
import { balancingNetwork, fallingNetwork, policyBytes } from './hand-made-policy.ts';
import { IS_WINDOWS, runProgram, startProgram } from './programs.ts';
import { expectSelfContainedSvg } from './svg-check.ts';

let folder: string;
const path = (...names: string[]) => join(folder, ...names);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'play-'));
  writeFileSync(path('balancing.safetensors'), policyBytes(balancingNetwork()));
  writeFileSync(path('falling.safetensors'), policyBytes(fallingNetwork()));
  mkdirSync(path('run'));
  mkdirSync(path('folder.svg'));
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

  test('--vary evaluates under every pair of conditions, and writes table, heat map and report', async () => {
    const grid = path('grid');
    const args = [path('balancing.safetensors'), '--episodes', '4', '--vary', 'length=0.5,1', '--out', grid];
    const { code, out, err } = await play(...args, '--vary', 'action-noise=0,1', '--push', '0.5');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [head, ...rows] = readFileSync(join(grid, 'grid.csv'), 'utf8').trim().split('\n');
    expect(head).toBe('length,action-noise,episodes,mean_return,std,min,max');
    const cells = rows.map((row) => row.split(',').map(Number));
    expect(cells.map(([length, noise, episodes]) => [length, noise, episodes])).toEqual([
      [0.5, 0, 4],
      [1, 0, 4],
      [0.5, 1, 4],
      [1, 1, 4],
    ]);
    // Each cell is what play itself says of it.
    const flags = ['--env-options', 'length=1', '--action-noise', '1', '--push', '0.5', '--episodes', '4'];
    expect(cells[3][3]).toBe(JSON.parse((await play(args[0], '--json', ...flags)).out).mean);
    expect(cells[3][3]).toBeLessThan(cells[0][3]);
    expect(out).toContain(`report: ${grid}/report.md\n`);
    expect(readFileSync(join(grid, 'report.md'), 'utf8')).toContain('](figures/heat-map.svg)');
    expectSelfContainedSvg(readFileSync(join(grid, 'figures', 'heat-map.svg'), 'utf8'));
    // Its own report may be replaced, with other conditions, too; files of others stay.
    writeFileSync(join(grid, 'notes.txt'), 'mine');
    expect(await play(args[0], '--episodes', '1', '--vary', 'push=0', '--out', grid)).toMatchObject({
      code: 0,
      err: '',
    });
    expect(readFileSync(join(grid, 'grid.csv'), 'utf8')).toMatch(/^push,episodes,/);
    expect(readdirSync(grid).sort()).toEqual(['figures', 'grid.csv', 'notes.txt', 'report.md']);
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

  test('--gif and --mp4 write the first episode, beside --svg if all are asked for', async () => {
    const [gif, svg, mp4] = [path('episode.gif'), path('episode.svg'), path('episode.mp4')];
    const { code, out, err } = await play(
      path('falling.safetensors'),
      '--gif',
      gif,
      '--svg',
      svg,
      '--mp4',
      mp4,
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^episode 1 of 1, seed 0: return \d+\nwrote .*episode\.svg\nwrote .*episode\.gif\nwrote .*episode\.mp4\n$/,
    );
    expect(readFileSync(gif).subarray(0, 6).toString()).toBe('GIF89a');
    expect(readFileSync(mp4).subarray(4, 8).toString()).toBe('ftyp');
    expectSelfContainedSvg(readFileSync(svg, 'utf8'));
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

  test.skipIf(IS_WINDOWS)('an interrupt between episodes ends it with code 130', async () => {
    const child = startProgram('play', [path('balancing.safetensors'), '--episodes', '1000000']);
    child.stdout!.once('data', () => child.kill('SIGINT'));
    expect(await once(child, 'close')).toEqual([130, null]);
  });

  test.skipIf(IS_WINDOWS)('a reader that goes away ends it with code 141 and no complaint', async () => {
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
    [
      'a folder to write to',
      () => [weights(), '--svg', path('folder.svg')],
      /folder\.svg is not a regular file/,
    ],
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
    [
      'a folder of others for a grid',
      () => [weights(), '--episodes', '1', '--vary', 'push=0', '--out', folder],
      /holds no grid\.csv of an earlier report but other files, such as /,
    ],
    [
      'an unknown condition',
      () => [weights(), '--vary', 'wind=1'],
      /^error: --vary: CartPole-v1 has no option "wind"; expected one of .*length, .*max-episode-steps, epsilon, action-noise, .*push\n$/,
    ],
    [
      'a condition out of bounds',
      () => [weights(), '--vary', 'epsilon=0,2'],
      /--vary: got epsilon=2, expected a number from 0 to 1/,
    ],
    [
      'an option out of bounds',
      () => [weights(), '--vary', 'length=-1'],
      /^error: --vary: got length=-1, expected a number from 0\.001/,
    ],
    [
      'an option that the task has not',
      () => [weights(), '--env-options', 'wind=1'],
      /balancing\.safetensors: --env-options: CartPole-v1 has no option "wind"; expected one of /,
    ],
    ['half a step', () => [weights(), '--vary', 'max-episode-steps=0.5'], /expected an integer from 1/],
    [
      'three conditions',
      () => [weights(), '--vary', 'push=0', '--vary', 'length=1', '--vary', 'force=1'],
      /--vary: got three conditions/,
    ],
    [
      'a condition twice',
      () => [weights(), '--vary', 'push=0', '--vary', 'push=1'],
      /--vary: push is varied twice/,
    ],
    [
      'a folder without a grid',
      () => [weights(), '--out', 'x'],
      /--out: there is nothing to write without --vary/,
    ],
    [
      'a grid as JSON',
      () => [weights(), '--vary', 'push=0', '--json'],
      /--vary: a grid has a table of its own; leave --json out/,
    ],
    [
      'an SVG named like something else',
      () => [weights(), '--svg', 'x.gif'],
      /--svg: got "x\.gif", expected a name that ends in \.svg/,
    ],
    [
      'a GIF named like something else',
      () => [weights(), '--gif', 'x.mp4'],
      /--gif: got "x\.mp4", expected a name that ends in \.gif/,
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
