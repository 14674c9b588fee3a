import { describe, expect, test } from 'vitest';
import { parsePlayArguments } from '../../src/cli/play-arguments.ts';
import { describeUsageError } from '../../src/cli/program.ts';

function complaint(...flags: string[]): string | null {
  try {
    parsePlayArguments(['weights', ...flags]);
  } catch (error) {
    return describeUsageError(error);
  }
  throw new Error(`${flags.join(' ')} was accepted`);
}

describe('parsePlayArguments', () => {
  test('shows one episode from seed 0 in real time unless told otherwise', () => {
    expect(parsePlayArguments(['weights'])).toEqual({
      path: 'weights',
      given: ['weights'],
      epsilon: 0,
      actionNoise: 0,
      observationNoise: 0,
      push: 0,
      episodes: 1,
      seed: 0,
      evaluates: false,
      speed: 1,
      json: false,
    });
  });

  test('evaluates 100 episodes, or as many as asked, with --no-render and with --json', () => {
    expect(parsePlayArguments(['weights', '--no-render'])).toMatchObject({ evaluates: true, episodes: 100 });
    expect(parsePlayArguments(['weights', '--json'])).toMatchObject({
      evaluates: true,
      episodes: 100,
      json: true,
    });
    expect(parsePlayArguments(['--json', 'weights', '--episodes', '7'])).toMatchObject({ episodes: 7 });
  });

  test('what the network was trained on is given only when a flag gives it', () => {
    expect(Object.keys(parsePlayArguments(['weights']))).not.toContain('env');
    const flags = ['--env', 'CartPole-v0', '--observation-scale', '2.4,2,0.2095,2'];
    expect(parsePlayArguments(['weights', ...flags])).toMatchObject({
      env: 'CartPole-v0',
      observationScale: '2.4,2,0.2095,2',
    });
  });

  test('the seed -0 is 0', () => {
    expect(parsePlayArguments(['weights', '--seed=-0']).seed).toBe(0);
  });

  test('the last episode of the largest seed has a seed that is exact', () => {
    const { seed, episodes } = parsePlayArguments([
      'weights',
      '--seed',
      String(Number.MAX_SAFE_INTEGER - 1_000_000),
      '--episodes',
      '1000000',
    ]);
    expect(Number.isSafeInteger(seed + episodes)).toBe(true);
  });

  test.each([
    ['--episodes', '0'],
    ['--episodes', '1.5'],
    ['--episodes', '1e99'],
    ['--episodes', ''],
    ['--episodes', 'many'],
    ['--seed', '-1'],
    ['--seed', '1.5'],
    ['--seed', '9007199254740992'],
    ['--seed', 'NaN'],
    ['--seed', '0x10'],
    ['--seed', ' 1'],
    ['--seed', '1_000'],
    ['--speed', '0'],
    ['--speed', 'Infinity'],
    ['--speed', ' '],
  ])('%s %j is refused by its name, the value and what is allowed', (flag, value) => {
    expect(complaint(flag, value)).toMatch(
      new RegExp(
        `^${flag}: got ${JSON.stringify(value)}, expected an? (integer|number) from [\\d.]+ to \\d+$`,
      ),
    );
  });

  test.each([
    ['--env', 'Pendulum-v1', '--env: got "Pendulum-v1", expected one of CartPole-v0, '],
    ['--max-episode-steps', '-1', '--max-episode-steps: got "-1", expected an integer from 0'],
    ['--env-options', 'gravity', '--env-options: got "gravity", expected names and values'],
    [
      '--observation-scale',
      '1,2,x,4',
      '--observation-scale: got "1,2,x,4", expected 0 to 10000 numbers from',
    ],
  ])('%s %s is refused as the configuration would', (flag, value, message) => {
    expect(complaint(flag, value)).toContain(message);
  });

  test('an unknown flag, a flag without its value and a second path are refused', () => {
    expect(complaint('--sede', '1')).toContain("unknown option '--sede' (Did you mean --seed?)");
    expect(complaint('--seed')).toContain("option '--seed <n>' argument missing");
    expect(complaint('another')).toContain('too many arguments');
  });
});
