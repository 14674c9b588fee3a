import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HYPER_PARAMETERS, resolveConfig } from '../../src/config/config.ts';
import { presetConfig } from '../../src/config/presets.ts';
import { LAB_PRESETS } from '../../web/lab-tasks.ts';
import { configFromLink, linkOf } from '../../web/settings/link.ts';
import { validConfigs } from '../config/config-arbitraries.ts';

const presets = fc.constantFrom(...LAB_PRESETS);

function problemOf(hash: string): string {
  const found = configFromLink(hash);
  if (found === null || !('problem' in found)) throw new Error(`${hash} was accepted`);
  return found.problem;
}

describe('a link', () => {
  it('gives every valid configuration back, exactly', () => {
    fc.assert(
      fc.property(presets, validConfigs, (preset, values) => {
        const config = resolveConfig(values);
        expect(configFromLink(linkOf(preset, config))).toStrictEqual({ preset, config });
      }),
    );
  });

  it('survives what programs that pass it on do to it', () => {
    fc.assert(
      fc.property(presets, validConfigs, (preset, values) => {
        const config = resolveConfig(values);
        const link = linkOf(preset, config);
        expect(new URL(`http://localhost/lab/${link}`).hash).toBe(link);
        expect(configFromLink(`${link.replaceAll(',', '%2C')}&`)).toStrictEqual({ preset, config });
      }),
    );
  });

  it('has one zero', () => {
    expect(configFromLink('#gamma=-0')).toStrictEqual({
      preset: 'default',
      config: resolveConfig({ gamma: 0 }),
    });
  });

  it.each(LAB_PRESETS)('of the preset %s has all of its values under the names of the table', (preset) => {
    const config = presetConfig(preset);
    const names = linkOf(preset, config)
      .slice(1)
      .split('&')
      .map((pair) => pair.split('=')[0]);
    expect(names.toSorted()).toEqual(['preset', ...Object.keys(config)].toSorted());
  });

  it('writes one number for all entries of an observation that have the same', () => {
    const link = linkOf('breakout', presetConfig('breakout'));
    expect(link).toContain('&observationScale=1&');
    expect(configFromLink(link)).toStrictEqual({ preset: 'breakout', config: presetConfig('breakout') });
    expect(linkOf('default', presetConfig('default'))).toContain('&observationScale=2.4,2,0.2095,2&');
  });

  it('is the same for the same values in another order', () => {
    const config = presetConfig('steady');
    const turned = Object.fromEntries(Object.entries(config).toReversed()) as typeof config;
    expect(linkOf('steady', turned)).toBe(linkOf('steady', config));
  });

  it('may leave out what is as in the preset', () => {
    expect(configFromLink('#preset=steady&seed=3')).toStrictEqual({
      preset: 'steady',
      config: presetConfig('steady', { seed: 3 }),
    });
    expect(configFromLink('#gamma=0.5')).toStrictEqual({
      preset: 'default',
      config: presetConfig('default', { gamma: 0.5 }),
    });
    expect(configFromLink('#preset=tutorial&epsilonDecay=0.9')).toStrictEqual({
      preset: 'tutorial',
      config: presetConfig('tutorial', { epsilonDecay: 0.9 }),
    });
  });

  it('with another algorithm than the preset begins with the defaults of that', () => {
    expect(configFromLink('#preset=steady&algorithm=tutorial&seed=2')).toStrictEqual({
      preset: 'steady',
      config: resolveConfig({ algorithm: 'tutorial', seed: 2 }),
    });
  });

  it.each(['', '#', '#scene', '#step-through', '#preset'])('%j is none', (hash) => {
    expect(configFromLink(hash)).toBeNull();
  });
});

describe('a wrong link', () => {
  it.each([
    ['#preset=fast', /^preset: got "fast", expected one of default, /],
    ['#preset=__proto__', /^preset: got "__proto__", expected one of /],
    ['#preset=toString', /^preset: got "toString", expected one of /],
    ['#preset=', /^preset: got "", expected one of /],
    ['#algorithm=sarsa', /^algorithm: got "sarsa", expected one of dqn, tutorial$/],
    ['#gamma=7', /^gamma: got 7, expected a number from 0 to 1$/],
    ['#gamma=', /^gamma: got "", expected a number from 0 to 1$/],
    ['#gamma=0.5.1', /^gamma: got "0.5.1", expected a number from 0 to 1$/],
    ['#gamma=1e999', /^gamma: got Infinity, expected a number from 0 to 1$/],
    ['#gamma=NaN', /^gamma: got "NaN", expected a number from 0 to 1$/],
    ['#gamma=0.5&gamma=0.5', /^gamma: the link has it more than once$/],
    ['#preset=default&preset=steady', /^preset: the link has it more than once$/],
    ['#seed=1&steps', /^steps: the link gives no value for it$/],
    ['#gamma=%E0%A4%A', /^gamma: got %E0%A4%A, which is damaged; copy the whole link again$/],
    ['#gamma=50%', /^gamma: got 50%, which is damaged; copy the whole link again$/],
    ['#hiddenSizes=64,,64', /^hiddenSizes: got \[64,"",64\], expected 1 to 8 integers from 1 to 4096$/],
    ['#earlyStop=yes', /^earlyStop: got "yes", expected true or false$/],
    ['#env=./snake.ts', /^env: got "\.\/snake\.ts"; the lab shows CartPole-v0, .*, Breakout only$/],
    ['#env=CartPole-v2', /^env: got "CartPole-v2"; the lab shows CartPole-v0, /],
    [
      '#epsilonDecay=0.9',
      /^epsilonDecay: the dqn algorithm does not use it \(tutorial does\); leave it out$/,
    ],
    ['#learningrate=1', /^learningrate: there is no such hyper-parameter; leave it out$/],
    ['#=1', /^: there is no such hyper-parameter; leave it out$/],
    ['#preset=tutorial&replayCapacity=10', /^replayCapacity: got 10, expected batchSize \(32\) or more$/],
  ])('%s is explained', (hash, problem) => {
    expect(problemOf(hash)).toMatch(problem);
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])(
    'with %s leaves all objects alone',
    (name) => {
      expect(problemOf(`#${name}=1`)).toBe(`${name}: there is no such hyper-parameter; leave it out`);
      expect(problemOf(`#${name}.gamma=1`)).toContain('there is no such hyper-parameter');
      expect(Object.hasOwn(Object.prototype, '1')).toBe(false);
    },
  );

  it('of any length is refused in one short line', () => {
    expect(problemOf(`#gamma=${'1'.repeat(1_000_000)}`)).toBe(
      'the link has 1000006 characters, expected at most 10000',
    );
    const problem = problemOf(`#gamma=%0A${'x'.repeat(9000)}`);
    expect(problem.length).toBeLessThan(320);
    expect(problem).not.toMatch(/\n/);
  });

  it('never throws', () => {
    const names = fc.constantFrom(
      'preset',
      'algorithm',
      '__proto__',
      ...HYPER_PARAMETERS.map(({ name }) => name),
    );
    const pieces = fc.oneof(
      names,
      fc.constantFrom('=', '&', '%', '%2', '%00', ',', '1', '\u202e', '\ud800'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        const found = configFromLink(`#${parts.join('')}`);
        if (found !== null && 'problem' in found) expect(found.problem).toMatch(/^.{1,301}$/u);
        else if (found !== null) expect(resolveConfig(found.config)).toStrictEqual(found.config);
      }),
      { numRuns: 1000 },
    );
  });
});
