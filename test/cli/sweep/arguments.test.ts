import { describe, expect, it } from 'vitest';
import { parseSweepArguments, type RunArguments } from '../../../src/cli/sweep/arguments.ts';
import { presetConfig } from '../../../src/config/presets.ts';

const parse = (...args: string[]) => parseSweepArguments(args) as RunArguments;
const variants = (...args: string[]) => parse(...args).plan.variants;
const names = (...args: string[]) => variants(...args).map(({ name }) => name);

describe('parseSweepArguments', () => {
  it('without flags is the default preset with ten seeds, in a folder named after it', () => {
    const { plan, shard, out } = parse();
    expect(plan.variants).toEqual([
      { name: 'default', preset: 'default', changes: {}, config: presetConfig('default') },
    ]);
    expect(plan.seeds).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect({ shard, out }).toEqual({ shard: null, out: 'sweeps/default' });
  });

  it('gives every preset the common changes, resolved as train does', () => {
    const [plain, steady] = variants('--preset', 'default,steady', '--gamma', '0.9', '--no-early-stop');
    expect(plain.config).toEqual(presetConfig('default', { gamma: 0.9, earlyStop: false }));
    expect(steady.config).toEqual(presetConfig('steady', { gamma: 0.9, earlyStop: false }));
    expect(steady.name).toBe('steady');
  });

  it('makes a variant of every combination', () => {
    expect(names('--vary', 'target-rule=max,double', '--vary', 'hidden-sizes=8;8,8')).toEqual([
      'default target-rule=max hidden-sizes=8',
      'default target-rule=max hidden-sizes=8,8',
      'default target-rule=double hidden-sizes=8',
      'default target-rule=double hidden-sizes=8,8',
    ]);
  });

  it('adds single variants to each preset', () => {
    const args = ['--preset', 'default,steady', '--variant', 'target-tau=0.5 target-sync-steps=1'];
    expect(names(...args)).toEqual([
      'default',
      'default target-tau=0.5 target-sync-steps=1',
      'steady',
      'steady target-tau=0.5 target-sync-steps=1',
    ]);
    expect(variants(...args)[3].changes).toEqual({ targetTau: 0.5, targetSyncSteps: 1 });
  });

  it('varies what is on or off', () => {
    const [on, off] = variants('--vary', 'early-stop=true,false');
    expect([on.config.earlyStop, off.config.earlyStop]).toEqual([true, false]);
  });

  it('names the folder after what is compared, and after the shard', () => {
    expect(parse('--vary', 'loss=squared,huber', '--shard', '2/3').out).toBe(
      'sweeps/default_loss_shard-2-of-3',
    );
    expect(parse('--out', 'x').out).toBe('x');
  });

  it('merges folders', () => {
    expect(parseSweepArguments(['--merge', 'a', 'b', '--out', 'c'])).toEqual({ merge: ['a', 'b'], out: 'c' });
  });
});

describe('what it refuses', () => {
  it.each([
    [['--preset', 'best'], '--preset: got "best", expected one of default'],
    [['--preset', 'default,default'], 'the variant "default" is asked for twice'],
    [
      ['--vary', 'target=max'],
      '--vary: got "target", which is not a hyper-parameter; similar names are target-rule, ',
    ],
    [['--vary', 'seed=1,2'], '--vary: got "seed", which is varied by --seeds'],
    [['--vary', 'loss'], '--vary: got "loss", expected a flag without its dashes'],
    [['--vary', 'loss='], '--vary: got "loss=", expected'],
    [['--vary', 'loss=squared,cubed'], '--loss: got "cubed", expected one of squared, huber'],
    [['--vary', 'gamma=0.9,0.90'], 'the variant "default gamma=0.9" is asked for twice'],
    [['--vary', 'gamma=0.9', '--gamma', '0.8'], '--vary: gamma is set by another flag, too'],
    [['--vary', 'gamma=0.9', '--vary', 'gamma=0.8'], '--vary: gamma is set by another flag, too'],
    [
      ['--vary', `gamma=${Array(1001).fill(0.5).join(',')}`],
      '--vary: got 1001 combinations, expected 1000 at most',
    ],
    [['--variant', 'loss huber'], '--variant: got "loss huber", expected changes separated by spaces'],
    [['--preset', 'tutorial', '--loss', 'huber'], '--loss: the tutorial algorithm does not use it'],
    [['--seeds', '3-1'], '--seeds: got "3-1", where 3 is more than 1'],
    [['--shard', '4/3'], '--shard: got "4/3", expected i/n'],
    [['--workers', '0'], '--workers: got "0", expected an integer from 1 to 1024'],
    [
      ['--merge', 'a', '--seeds', '1'],
      '--merge takes everything from the folders it merges; leave --seeds out',
    ],
    [
      ['--merge', 'a', '--gamma', '1'],
      '--merge takes everything from the folders it merges; leave --gamma out',
    ],
  ])('%j', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });

  it('a seed of its own, which --seeds gives', () => {
    expect(() => parse('--seed', '3')).toThrow("unknown option '--seed'");
  });
});
