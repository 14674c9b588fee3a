import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/config.ts';
import { presetConfig } from '../../src/config/presets.ts';
import { CheckpointError, encodeCheckpoint } from '../../src/experiment/files/checkpoint.ts';
import { decodePolicy, encodePolicy } from '../../src/experiment/files/policy-file.ts';
import { decodeRunCheckpoint } from '../../src/experiment/files/run-checkpoint.ts';
import { encodeSafetensors } from '../../src/nn/safetensors.ts';
import { openFile } from '../../web/files/open-file.ts';
import { FileError, type FileLike, MAX_BYTES, readFile } from '../../web/files/read-file.ts';
import { HEAD_BYTES, recognise } from '../../web/files/recognise.ts';
import { RUN_FILES } from '../../web/files/run-files.ts';
import type { Lab } from '../../web/lab.ts';
import type { RunSettings } from '../../web/run.ts';
import { Session } from '../experiment/saved-runs.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** What a browser hands over for a file of these bytes. */
function fileOf(bytes: Uint8Array, name = 'file'): FileLike {
  return Object.assign(new Blob([bytes as Uint8Array<ArrayBuffer>]), { name });
}

async function problemOf(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FileError);
  return (error as FileError).message;
}

/** A lab that writes down what it is asked for; `open` and `openWeights` do what `refuse` says. */
function labOf(refuse?: Error) {
  const asked: unknown[] = [];
  const lab: Pick<Lab, 'open' | 'openWeights' | 'choose'> = {
    open: async (bytes, changes) => {
      if (refuse) throw refuse;
      asked.push(['open', bytes, changes]);
    },
    openWeights: (bytes) => {
      if (refuse) throw refuse;
      asked.push(['openWeights', bytes]);
    },
    choose: (preset, config) => void asked.push(['choose', { preset, config }]),
  };
  return { lab, asked };
}

const CONFIG = presetConfig('steady', { steps: 300, seed: 5, learningStartSteps: 100 });
const CONFIG_JSON = `${JSON.stringify({ preset: 'steady', ...CONFIG }, null, 2)}\n`;
let checkpoint: Uint8Array;
let weights: Uint8Array;

beforeAll(() => {
  const session = new Session(CONFIG).advance(150);
  checkpoint = session.save().checkpoint;
  weights = encodePolicy(session.run.network, CONFIG);
});

describe('a file is recognised by its content', () => {
  const kindOf = (bytes: Uint8Array) => recognise(bytes.subarray(0, HEAD_BYTES));

  it('if the project made it', () => {
    expect(kindOf(checkpoint)).toBe('checkpoint');
    expect(kindOf(encodeCheckpoint({}))).toBe('checkpoint');
    expect(kindOf(weights)).toBe('weights');
    expect(kindOf(encodeSafetensors({ tensors: new Map(), metadata: new Map() }))).toBe('weights');
    expect(kindOf(utf8(CONFIG_JSON))).toBe('config');
  });

  it('if other programs made it', () => {
    // A header whose length is no multiple of 8 and begins with the byte of a brace: 123.
    const odd = new Uint8Array(131);
    odd.set([0x7b]);
    odd.set(utf8('{}'), 8);
    expect(kindOf(odd)).toBe('weights');
    expect(kindOf(utf8('\ufeff \r\n\t{"seed": 1}'))).toBe('config');
  });

  it.each([
    '',
    'x',
    '[1]',
    '"text"',
    'abcdefgh{',
    'step,updates\n1,2\n',
    '<svg>',
    '\x89PNG\r\n\x1a\n',
    'PK\x03\x04',
  ])('and %j is none', (text) => {
    expect(recognise(Uint8Array.from(text, (letter) => letter.charCodeAt(0)))).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: HEAD_BYTES }), (bytes) => {
        expect([null, 'checkpoint', 'weights', 'config']).toContain(recognise(bytes));
      }),
    );
  });
});

describe('reading a file', () => {
  it('gives the bytes of a checkpoint and of weights as they are, whatever they are called', async () => {
    expect(await readFile(fileOf(checkpoint, 'config.json'))).toEqual({
      kind: 'checkpoint',
      bytes: checkpoint,
    });
    expect(await readFile(fileOf(weights, 'checkpoint.bin'))).toEqual({ kind: 'weights', bytes: weights });
  });

  it('gives the settings of a config.json', async () => {
    expect(await readFile(fileOf(utf8(CONFIG_JSON)))).toStrictEqual({
      kind: 'config',
      choice: { preset: 'steady', config: CONFIG },
    });
  });

  it('says that an empty file is empty, and what is none of ours', async () => {
    expect(await problemOf(readFile(fileOf(new Uint8Array(), 'nothing.bin')))).toBe(
      'nothing.bin: it is empty',
    );
    expect(await problemOf(readFile(fileOf(utf8('hello'), 'letter.txt')))).toBe(
      'letter.txt: it is neither a checkpoint, nor weights (safetensors), nor a config.json',
    );
  });

  it.each([
    ['checkpoint', () => checkpoint],
    ['weights', () => weights],
    ['config', () => utf8(CONFIG_JSON)],
  ] as const)('does not read a %s that is too large', async (kind, bytes) => {
    const size = MAX_BYTES[kind] + 1;
    const file = {
      name: 'huge',
      size,
      slice: (start: number, end: number) => {
        expect(end - start).toBe(HEAD_BYTES);
        return fileOf(bytes()).slice(start, end);
      },
    };
    expect(await problemOf(readFile(file))).toBe(
      `huge: it has ${size} bytes; expected at most ${MAX_BYTES[kind]}`,
    );
  });

  it('says so if the browser cannot read it, as with a folder', async () => {
    const folder = {
      name: 'runs',
      size: 4096,
      slice: () => ({ arrayBuffer: () => Promise.reject(new Error()) }),
    };
    expect(await problemOf(readFile(folder))).toBe(
      'runs: it cannot be read; it may be a folder, be gone, or be larger than the memory there is',
    );
  });

  it('shows a name in one short line', async () => {
    const name = `a\n\u202eb${'x'.repeat(10_000)}`;
    const problem = await problemOf(readFile(fileOf(utf8('?'), name)));
    expect(problem).toMatch(/^a bx{50,60}…: it is neither /);
    expect(await problemOf(readFile(fileOf(utf8('?'), '\u200b')))).toMatch(/^a file without a name: /);
  });
});

describe('a config.json', () => {
  it('may leave out the preset and what is as in the defaults, as for train', async () => {
    expect(await readFile(fileOf(utf8('{"seed": 3}'), 'c.json'))).toStrictEqual({
      kind: 'config',
      choice: { preset: 'default', config: resolveConfig({ seed: 3 }) },
    });
  });

  it.each([
    ['{"seed": 3', /^c\.json: it is not valid JSON: /],
    ['{"seed": 3}}', /^c\.json: it is not valid JSON: /],
    ['{"seed": "\xff"}', /^c\.json: seed: got "ÿ", expected an integer from 0 to /],
    ['{"gamma": 7}', /^c\.json: gamma: got 7, expected a number from 0 to 1$/],
    ['{"gamma": null}', /^c\.json: gamma: got null, expected a number from 0 to 1$/],
    ['{"gamma": {"a": 1}}', /^c\.json: gamma: got \{"a":1\}, expected a number from 0 to 1$/],
    ['{"preset": "fast"}', /^c\.json: preset: got "fast", expected one of default, /],
    ['{"preset": 5}', /^c\.json: preset: got 5, expected one of default, /],
    ['{"preset": ["default"]}', /^c\.json: preset: got \["default"\], expected one of default, /],
    ['{"preset": {"toString": 1}}', /^c\.json: preset: got {"toString":1}, expected one of default, /],
    ['{"name": "dqn.ts"}', /^c\.json: name: there is no such hyper-parameter; leave it out$/],
    ['{"__proto__": {"gamma": 1}}', /^c\.json: __proto__: there is no such hyper-parameter; leave it out$/],
    ['{"__proto__": 1}', /^c\.json: __proto__: there is no such hyper-parameter; leave it out$/],
    ['{"algorithm": "tutorial", "replayCapacity": 5}', /^c\.json: replayCapacity: got 5, expected batchSize/],
  ])('%s is refused', async (text, problem) => {
    expect(await problemOf(readFile(fileOf(utf8(text), 'c.json')))).toMatch(problem);
  });

  it('that is no UTF-8, or nested too deeply to be looked at, is refused in one line', async () => {
    const latin = Uint8Array.of(...utf8('{"seed": "'), 0xff, ...utf8('"}'));
    expect(await problemOf(readFile(fileOf(latin, 'c.json')))).toMatch(/^c\.json: seed: got "\ufffd", /);
    const deep = `{"gamma": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(await problemOf(readFile(fileOf(utf8(deep), 'c.json')))).toMatch(
      /^c\.json: it is not valid JSON: more than 64 levels of nesting$/,
    );
    const long = JSON.stringify({ gamma: 'x'.repeat(500_000) });
    expect((await problemOf(readFile(fileOf(utf8(long), 'c.json')))).length).toBeLessThan(400);
  });
});

describe('opening a file', () => {
  it('continues with a checkpoint, with the changes that are wanted', async () => {
    const { lab, asked } = labOf();
    const changes = { earlyStop: false };
    expect(await openFile(lab, fileOf(checkpoint, 'checkpoint.bin'), changes)).toBe(
      'checkpoint.bin: its run is here, at the step where it was saved.',
    );
    expect(asked).toEqual([['open', checkpoint, changes]]);
  });

  it('shows weights', async () => {
    const { lab, asked } = labOf();
    expect(await openFile(lab, fileOf(weights, 'w.safetensors'), {})).toMatch(/^w\.safetensors: the cart, /);
    expect(asked).toEqual([['openWeights', weights]]);
  });

  it('chooses the settings of a config.json', async () => {
    const { lab, asked } = labOf();
    const said = await openFile(lab, fileOf(utf8(CONFIG_JSON), 'config.json'), {});
    expect(said).toBe('config.json: its settings are chosen for the next run.');
    expect(asked).toEqual([['choose', { preset: 'steady', config: CONFIG } satisfies RunSettings]]);
  });

  it('says in one line, with the name of the file, what the lab says about broken ones', async () => {
    const refused = labOf(new CheckpointError('the checkpoint is damaged:\nits checksum does not match'));
    expect(await problemOf(openFile(refused.lab, fileOf(checkpoint, 'checkpoint.bin'), {}))).toBe(
      'checkpoint.bin: the checkpoint is damaged: its checksum does not match',
    );
    const thrown = labOf(new RangeError('x'.repeat(1000)));
    const problem = await problemOf(openFile(thrown.lab, fileOf(weights, 'w'), {}));
    expect(problem).toMatch(/^w: x{300}…$/);
  });

  it('asks the lab for nothing if a file is none of ours, and never with anything but its very bytes', async () => {
    const { lab, asked } = labOf();
    await problemOf(openFile(lab, fileOf(utf8('?')), {}));
    await problemOf(openFile(lab, fileOf(utf8('{"gamma": 7}')), {}));
    expect(asked).toEqual([]);
  });

  it.each([0, 1, 7, 8, 9, 12, 28, 100, -1])(
    'cut off after %i bytes, or damaged there, says what the decoder says',
    async (place) => {
      const lab: Parameters<typeof openFile>[0] = {
        open: async (bytes) => void decodeRunCheckpoint(bytes),
        openWeights: decodePolicy,
        choose: () => {},
      };
      for (const whole of [checkpoint, weights]) {
        const damaged = whole.slice();
        damaged[(damaged.length + place) % damaged.length] ^= 0xff;
        for (const bytes of [whole.slice(0, place), ...(whole === checkpoint ? [damaged] : [])]) {
          expect(await problemOf(openFile(lab, fileOf(bytes, 'x'), {}))).toMatch(/^x: [^\n]+$/);
        }
        expect(await openFile(lab, fileOf(whole, 'x'), {})).toMatch(/^x: /);
      }
      const cut = utf8(CONFIG_JSON.trim()).slice(0, place);
      expect(await problemOf(openFile(lab, fileOf(cut, 'x'), {}))).toMatch(/^x: [^\n]+$/);
    },
  );
});

describe('saving', () => {
  const source = readFileSync(fileURLToPath(new URL('../../src/cli/run-folder.ts', import.meta.url)), 'utf8');

  it('names the files as train does', () => {
    const [, list] = /const FILES = \{(.*?)\};/s.exec(source)!;
    const names = [...list.matchAll(/'(.+?)'/g)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(RUN_FILES.map(({ name }) => name)));
  });

  it('takes for each file what belongs into it', async () => {
    const saved = {
      checkpoint,
      weights,
      best: weights.slice(),
      episodesCsv: 'episode,step\n',
      metricsCsv: 'step,updates\n',
      configJson: CONFIG_JSON,
    };
    const contents = Object.fromEntries(RUN_FILES.map(({ name, content }) => [name, content(saved)]));
    expect(contents).toEqual({
      'weights.safetensors': weights,
      'best.safetensors': saved.best,
      'checkpoint.bin': checkpoint,
      'config.json': CONFIG_JSON,
      'episodes.csv': 'episode,step\n',
      'metrics.csv': 'step,updates\n',
    });
    expect(decodeRunCheckpoint(contents['checkpoint.bin'] as Uint8Array).step).toBe(149);
    expect(await readFile(fileOf(contents['config.json'] as never))).toMatchObject({ kind: 'config' });
  });
});
