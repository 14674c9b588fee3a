/** What `--help` and `--help-all` show, and flags that npm did not pass on. */
import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { configFromChanges } from '../../src/cli/arguments.ts';
import { parseFlags, refuseFlagsKeptByNpm } from '../../src/cli/flags.ts';
import { describeUsageError } from '../../src/cli/program.ts';
import { parseSweepArguments } from '../../src/cli/sweep/arguments.ts';
import { parseTrainArguments } from '../../src/cli/train-arguments.ts';
import { HYPER_PARAMETERS } from '../../src/config/config.ts';
import { GROUPS } from '../../src/config/parameters.ts';

/** What a program prints until it ends as if there were nothing to do; each run of white space as one space. */
async function helpOf(parse: () => unknown): Promise<string> {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += chunk;
    return true;
  });
  try {
    await parse();
  } catch (error) {
    expect(describeUsageError(error)).toBe('');
  } finally {
    write.mockRestore();
  }
  return text.replace(/\s+/g, ' ');
}

const PROGRAMS = [
  { name: 'train', parse: parseTrainArguments, own: '--checkpoint-every' },
  { name: 'sweep', parse: parseSweepArguments, own: '--kernels' },
] as const;

describe.each(PROGRAMS)('the help of $name', ({ name, parse, own }) => {
  it('shows a dozen flags, how to see all, and two examples', async () => {
    const help = await helpOf(() => parse(['--help']));
    expect(help.match(/ --(?!help)[a-z-]+ (?:<[^>]+> )?[A-Z]/g)?.length).toBeLessThanOrEqual(12);
    expect(help).toContain(' --no-early-stop Keep training after the task is solved. ');
    expect(help).toContain(' --help-all Show all flags. ');
    expect(help).not.toContain('--adam-beta1');
    expect(help).not.toContain(own);
    expect(help.match(new RegExp(`npx tsx src/${name}\\.ts --`, 'g'))).toHaveLength(2);
  });

  it('shows every flag if asked to', async () => {
    const help = await helpOf(() => parse(['--help-all']));
    expect(help).toContain(own);
    for (const { name, kind } of HYPER_PARAMETERS) {
      if (name === 'seed') continue;
      const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      expect(help).toContain(kind === 'boolean' ? ` --no-${flag} ` : ` --${flag} <`);
    }
  });

  it('has the groups in the order of the algorithm', async () => {
    const help = await helpOf(() => parse(['--help-all']));
    const places = GROUPS.map((group) => help.indexOf(` ${group}: -`)).filter((place) => place >= 0);
    expect(places.length).toBeGreaterThanOrEqual(GROUPS.length - 1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('writes names as flags, and one of something in the singular', async () => {
    const help = await helpOf(() => parse(['--help-all']));
    expect(help).toContain('Learning rate after --schedule-steps, reached linearly');
    expect(help).not.toMatch(/\b[a-z]+Steps\b/);
    expect(help).toContain('Steps between two rounds of updates. (default: 1 environment step; ');
    expect(help).toContain('(default: 100 environment steps; ');
    expect(help).toContain('(default: 0.995 per environment step; ');
  });

  it('suggests flags that the short help leaves out', async () => {
    await expect(async () => await parse(['--adam-epsilo', '1'])).rejects.toThrow(
      'Did you mean --adam-epsilon?',
    );
  });
});

it('an error names other hyper-parameters by their flags, too', () => {
  expect(() => configFromChanges('tutorial', { replayCapacity: 31 })).toThrow(
    '--replay-capacity: got 31, expected --batch-size (32) or more',
  );
});

describe('flags that npm keeps', () => {
  const command = () =>
    new Command('train')
      .option('--json')
      .option('--batch-size <n>')
      .option('--early-stop')
      .option('--no-early-stop');
  const refusal = (env: Readonly<Record<string, string>>, ...args: string[]) => {
    try {
      refuseFlagsKeptByNpm(command(), args, { npm_lifecycle_event: 'train', ...env });
    } catch (error) {
      return describeUsageError(error);
    }
    return null;
  };

  it.each([
    [{ npm_config_json: 'true' }, '--json', '--json'],
    [{ npm_config_batch_size: '8' }, '--batch-size', '--batch-size'],
    [{ npm_config_batch_size: 'true' }, '--batch-size', '--batch-size'],
    [{ npm_config_early_stop: '' }, '--no-early-stop', '--no-early-stop'],
    [{ npm_config_early_stop: 'true', npm_config_json: 'true' }, '--json, --early-stop', '--json'],
  ])('%j is refused in one line', (env, flags, first) => {
    expect(refusal(env)).toBe(
      `npm keeps ${flags} for itself; put -- before the flags: npm run train -- ${first} ...`,
    );
  });

  it('are told by the program before it misses their values', () => {
    vi.stubEnv('npm_lifecycle_event', 'train');
    vi.stubEnv('npm_config_batch_size', 'true');
    expect(() => parseFlags(command(), ['8'], { examples: [] })).toThrow('npm keeps --batch-size for itself');
    vi.unstubAllEnvs();
  });

  it('are none where they were passed on, where there are none, and in a script of another name', () => {
    expect(
      refusal({ npm_config_json: 'true', npm_config_batch_size: '8' }, '--json', '--batch-size=8'),
    ).toBeNull();
    expect(refusal({ npm_config_audit: '', npm_config_cache: '/a' })).toBeNull();
    expect(refusal({ npm_config_json: 'true', npm_lifecycle_event: 'test' })).toBeNull();
  });
});
