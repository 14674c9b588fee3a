/** Runs that begin with what another has learned. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { beginBranch, branchConfig, branchRun } from '../../src/experiment/branch.ts';
import { encodeCheckpoint } from '../../src/experiment/files/checkpoint.ts';
import { readParent } from '../../src/experiment/files/parent.ts';
import { encodePolicy } from '../../src/experiment/files/policy-file.ts';
import type { Keep } from '../../src/experiment/keep.ts';
import type { EpisodeRow, MetricsRow } from '../../src/experiment/metrics.ts';
import type { RunObserver, TrainingRun } from '../../src/experiment/run.ts';
import { decodeSafetensors, encodeSafetensors } from '../../src/nn/safetensors.ts';
import type { State } from '../../src/state.ts';
import { shortConfig, shortConfigs, shortTutorialConfig } from './runs.ts';
import { Session } from './saved-runs.ts';

const silent: RunObserver = { episodeEnded() {}, metricsTaken() {} };

const stateOf = (run: TrainingRun) => run.state() as { agent: Record<string, State>; environment: State };
const bytesOf = (state: State) => Buffer.from(encodeCheckpoint(state)).toString('base64');
/** A learner's parameters, by value. */
const paramsOf = (run: TrainingRun) =>
  run.agent.learners.map(({ online, target }) => [online.params.slice(), target.params.slice()]);
const finish = (run: TrainingRun) => {
  while (!run.finished) run.advance();
  return run;
};

describe('a branch that keeps all', () => {
  it('gives every byte of the resumed parent, whatever the settings and wherever it was', () => {
    fc.assert(
      fc.property(shortConfigs, fc.nat(250), (config, count) => {
        const parent = new Session(config).advance(count);
        const { checkpoint } = parent.save();
        const rows: (EpisodeRow | MetricsRow)[] = [];
        const observer: RunObserver = {
          episodeEnded: (row) => void rows.push(row),
          metricsTaken: (row) => void rows.push(row),
        };
        const branch = finish(branchRun(checkpoint, {}, observer, { keep: 'all' }));
        const resumed = Session.resume({ checkpoint, tables: parent.tables }).advance();
        expect(bytesOf(branch.state())).toBe(bytesOf(resumed.run.state()));
        const { episodes, metrics } = resumed.tables;
        const newRows = [episodes, metrics].map((table) => table.split('\n').length - 1);
        const oldRows = [parent.tables.episodes, parent.tables.metrics].map(
          (table) => table.split('\n').length - 1,
        );
        expect(rows.length).toBe(newRows[0] - oldRows[0] + newRows[1] - oldRows[1]);
      }),
      { numRuns: 25 },
    );
  });

  it('takes other settings from there on', () => {
    const { checkpoint } = new Session(shortConfig()).advance(200).save();
    const slower = branchRun(checkpoint, { learningRate: 0.0001 }, silent, { keep: 'all' });
    expect(slower.step).toBeGreaterThan(100);
    expect(slower.agent.learners[0].learningRate(0)).toBe(0.0001);
    expect(paramsOf(finish(slower))).not.toEqual(
      paramsOf(finish(branchRun(checkpoint, {}, silent, { keep: 'all' }))),
    );
  });

  it('refuses settings under which the parent has no place', () => {
    const { checkpoint } = new Session(shortConfig()).advance(200).save();
    const branch = (changes: object) => () => branchRun(checkpoint, { ...changes }, silent, { keep: 'all' });
    expect(branch({ hiddenSizes: [16] })).toThrow(/^all cannot be kept: run\.bestParams is .*; keep less$/);
    expect(branch({ steps: 100 })).toThrow(/^all cannot be kept: run\.step is /);
    expect(branch({ replayCapacity: 10 })).toThrow(/^all cannot be kept: run\.agent\.replay/);
  });
});

describe('a branch that keeps parts', () => {
  const config = shortConfig({ seed: 3, nStep: 3, targetSyncSteps: 70 });
  const parent = new Session(config).advance(230);
  const { checkpoint } = parent.save();
  const [theirs, fresh] = [
    stateOf(parent.run),
    stateOf(new Session(shortConfig({ ...config, seed: 4 })).run),
  ];
  const branch = (...keep: Exclude<Keep, 'all'>) => branchRun(checkpoint, { seed: 4 }, silent, { keep });
  const memoryOf = (state: ReturnType<typeof stateOf>) => state.agent.replay.replay as Record<string, State>;

  test('its networks: all of them, and nothing else', () => {
    const run = branch('networks');
    expect(paramsOf(run)).toEqual(paramsOf(parent.run));
    const [[online, target]] = paramsOf(run);
    expect(online).not.toEqual(target);
    expect(run.best.params).toEqual(online);
    const { online: _o, target: _t, ...others } = stateOf(run).agent;
    const { online: _fo, target: _ft, ...freshOthers } = fresh.agent;
    expect(others).toEqual(freshOthers);
    expect([run.step, run.updates, run.agent.terminals]).toEqual([0, 0, 0]);
  });

  test('its optimizer, without its networks', () => {
    const { agent } = stateOf(branch('optimizer'));
    expect(agent.optimizer).toEqual(theirs.agent.optimizer);
    expect(agent).toEqual({ ...fresh.agent, optimizer: theirs.agent.optimizer });
  });

  test('its memory, from which it draws with random numbers of its own', () => {
    const state = stateOf(branch('replay'));
    expect(memoryOf(state).transitions).toEqual(memoryOf(theirs).transitions);
    expect(memoryOf(state).random).toEqual(memoryOf(fresh).random);
    expect({ ...state.agent, replay: null }).toEqual({ ...fresh.agent, replay: null });
    // The episode in the window is not continued.
    expect((theirs.agent.replay.actions as Uint8Array).length).toBeGreaterThan(0);
    expect(state.agent.replay.actions).toHaveLength(0);
  });

  test('where its random streams were, and nothing that was drawn from them', () => {
    const state = stateOf(branch('streams'));
    expect(state.agent.exploration).toEqual(theirs.agent.exploration);
    expect(memoryOf(state).random).toEqual(memoryOf(theirs).random);
    expect(memoryOf(state).transitions).toEqual(memoryOf(fresh).transitions);
    expect(state.agent.online).toEqual(fresh.agent.online);
    const streamOf = ({ environment }: typeof state) =>
      /"increment":\{.*?\}/.exec(JSON.stringify(environment))?.[0];
    expect(streamOf(state)).toBe(streamOf(theirs));
    expect(streamOf(state)).not.toBe(streamOf(fresh));
    expect(state.environment).not.toEqual(theirs.environment);
  });

  test('all four, and still it begins at step 0 and ends with its budget', () => {
    const run = branch('networks', 'replay', 'optimizer', 'streams');
    const { exploration, online, target, optimizer } = theirs.agent;
    expect(stateOf(run).agent).toMatchObject({ exploration, online, target, optimizer });
    expect(memoryOf(stateOf(run))).toEqual(memoryOf(theirs));
    expect(run.step).toBe(0);
    expect(finish(run).step).toBe(config.steps);
  });

  test('a memory of single steps behind a window of several', () => {
    const single = new Session(shortConfig()).advance(150).save();
    const state = stateOf(
      branchRun(single.checkpoint, { nStep: 3 }, silent, { keep: ['replay', 'streams'] }),
    );
    const from = stateOf(Session.resume(single).run);
    expect(memoryOf(state)).toEqual(from.agent.replay);
  });

  test.each<[string, Keep, object, RegExp]>([
    [
      'other sizes',
      ['networks'],
      { hiddenSizes: [16] },
      /^the networks of the parent are mlp 4-8-2, those of the new run mlp 4-16-2; /,
    ],
    [
      'another kind',
      ['networks'],
      { network: 'dueling' },
      /^the networks of the parent are mlp 4-8-2, those of the new run dueling 4-8-2; /,
    ],
    ['another task', ['networks'], { env: 'MountainCar-v0' }, /those of the new run mlp 2-8-3; /],
    [
      'two learners',
      ['networks'],
      { targetRule: 'clipped-double' },
      /^the parent has 1 network, but the new run learns with 2; /,
    ],
    ['another optimizer', ['optimizer'], { optimizer: 'sgd' }, /^optimizer cannot be kept: optimizer\./],
    ['an optimizer of two', ['optimizer'], { targetRule: 'clipped-double' }, /^optimizer cannot be kept: /],
    [
      'fewer steps in one',
      ['replay'],
      { nStep: 1 },
      /^replay cannot be kept: agent\.replay\.transitions\.steps/,
    ],
    ['another memory', ['replay'], { replay: 'prioritized' }, /^replay cannot be kept: agent\.replay\./],
    ['a smaller memory', ['replay'], { replayCapacity: 20 }, /^replay cannot be kept: agent\.replay\./],
    [
      'streams of another agent',
      ['streams'],
      { targetRule: 'clipped-double' },
      /^streams cannot be kept: the parent has none at agent\.first\.exploration; /,
    ],
  ])('refuses %s in one line', (_, keep, changes, message) => {
    const begin = () => branchRun(checkpoint, { ...changes }, silent, { keep });
    expect(begin).toThrow(message);
    expect(begin).toThrow(/^[^\n]+$/);
  });

  test('of two learners one can go on alone', () => {
    const two = new Session(shortConfig({ targetRule: 'clipped-double' })).advance(200);
    const run = branchRun(two.save().checkpoint, { targetRule: 'double' }, silent);
    expect(paramsOf(run)).toEqual(paramsOf(two.run).slice(0, 1));
  });

  test("the tutorial's agent keeps networks, and refuses what has no place in it", () => {
    const tutorial = new Session(shortTutorialConfig()).advance(200);
    const bytes = tutorial.save().checkpoint;
    const run = branchRun(bytes, { seed: 9 }, silent);
    expect(run.network.params).toEqual(tutorial.run.network.params);
    expect(() => branchRun(bytes, {}, silent, { keep: ['replay'] })).toThrow(/^replay cannot be kept: /);
    expect(branchRun(bytes, {}, silent, { preset: 'steady' }).config.algorithm).toBe('dqn');
  });
});

describe('a branch from weights', () => {
  const { run } = new Session(shortConfig({ envOptions: { gravity: 12 } })).advance(200);
  const bytes = encodePolicy(run.network, run.config);

  it('knows what its network is and has seen; all else is that of the preset', () => {
    const branch = branchRun(bytes, { steps: 300 }, silent);
    const { hiddenSizes, observationScale, envOptions, batchSize } = branch.config;
    expect({ hiddenSizes, observationScale, gravity: envOptions.gravity, batchSize }).toEqual({
      hiddenSizes: [8],
      observationScale: run.config.observationScale,
      gravity: 12,
      batchSize: 64,
    });
    const [online] = paramsOf(run)[0];
    expect(paramsOf(branch)).toEqual([[online, online]]);
  });

  it.each<Keep>(['all', ['replay'], ['optimizer'], ['streams']])(
    'has only networks: %s is refused',
    (keep) => {
      expect(() => branchRun(bytes, {}, silent, { keep })).toThrow(/but a weights file has only networks; /);
    },
  );

  it('from elsewhere takes observations as they are', () => {
    const { tensors } = decodeSafetensors(bytes);
    const foreign = readParent(encodeSafetensors({ tensors, metadata: new Map() }));
    const config = branchConfig(foreign, { env: 'CartPole-v0' }, { keep: ['networks'], name: 'w' });
    expect(config.observationScale).toEqual([1, 1, 1, 1]);
  });
});

describe('the configuration of a branch', () => {
  const settings = { seed: 3, envOptions: { gravity: 12, length: 0.7 }, maxEpisodeSteps: 120 };
  const { checkpoint } = new Session(shortConfig(settings)).advance(10).save();
  const parent = readParent(checkpoint);
  const branch = (changes: object, preset?: string) =>
    branchConfig(
      parent,
      { ...changes },
      { keep: ['networks', 'replay'], name: 'runs/a/checkpoint.bin', ...(preset && { preset }) },
    );

  it('is that of the parent with the changes, and says where it comes from', () => {
    expect(branch({ learningRate: 0.5 })).toEqual({
      ...shortConfig(settings),
      learningRate: 0.5,
      parent: 'runs/a/checkpoint.bin',
      parentChecksum: parent.checksum,
      parentKept: 'networks,replay',
    });
  });

  it('changes options of the task one by one', () => {
    expect(branch({ envOptions: { length: 1 } }).envOptions).toMatchObject({ gravity: 12, length: 1 });
  });

  it('asks nothing of the task of the parent for another one', () => {
    const { envOptions, maxEpisodeSteps } = branch({ env: 'CartPole-v0' });
    expect({ gravity: envOptions.gravity, maxEpisodeSteps }).toEqual({ gravity: 9.8, maxEpisodeSteps: 200 });
  });

  it('takes all from a preset but the task and the shape of the network', () => {
    const config = branch({}, 'steady');
    expect(config).toMatchObject({ targetRule: 'expected', hiddenSizes: [8], maxEpisodeSteps: 120, seed: 1 });
    expect(config.envOptions.length).toBe(0.7);
    expect(branch({}, 'tutorial').algorithm).toBe('tutorial');
  });

  it('of a branch of a branch names the nearest parent', () => {
    const child = new Session(branch({})).advance(5).save();
    const grandchild = readParent(child.checkpoint);
    const config = branchConfig(grandchild, {}, { keep: 'all', name: 'b' });
    expect(config).toMatchObject({ parent: 'b', parentChecksum: grandchild.checksum, parentKept: 'all' });
    expect(beginBranch(grandchild, config, silent, { keep: 'all' }).step).toBe(5);
  });
});
