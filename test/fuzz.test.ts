/** A little of what `npm run fuzz` does, and whether it would notice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { createReaders, type Reader } from '../scripts/reliability/fuzz-readers.ts';
import { damagedFile, fuzzReader } from '../scripts/reliability/fuzzing.ts';
import { UsageError } from '../src/cli/program.ts';
import { Generator } from '../src/random.ts';

const FILES = 100;

const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
const readers = createReaders(folder);
afterAll(() => rmSync(folder, { recursive: true }));

describe('damaged files are refused in one line, or understood', () => {
  test.each(readers.map((reader) => [reader.name, reader] as const))('%s', async (_, reader) => {
    const { files, refused, findings } = await fuzzReader(reader, FILES, 20151);
    expect(findings.map(({ index, problem }) => `${index}: ${problem}`)).toEqual([]);
    expect(files).toBe(FILES);
    expect(refused).toBeGreaterThan(FILES / 10);
  });
});

describe('a fault of a reader is found', () => {
  const readerThat = (read: Reader['read']): Reader => ({
    name: 'faulty',
    sample: { json: '{"a":[1,2,3]}', data: new Uint8Array() },
    build: (json) => new TextEncoder().encode(json),
    refusals: [UsageError],
    // The sound file is read first.
    read: (bytes) => (new TextDecoder().decode(bytes) === '{"a":[1,2,3]}' ? () => {} : read(bytes)),
  });
  const problemsOf = async (read: Reader['read']) => {
    const { findings, refused, accepted, files } = await fuzzReader(readerThat(read), 10, 1);
    expect(refused + accepted + findings.length).toBe(files);
    return [...new Set(findings.map(({ problem }) => problem.replace(/ \|.*/, '')))];
  };

  it('none in one that refuses or accepts', async () => {
    expect(
      await problemsOf((bytes) => {
        if (bytes.length > 5) throw new UsageError('too long');
        return () => {};
      }),
    ).toEqual([]);
  });

  it.each<[string, Reader['read'], string]>([
    [
      'an error of the program',
      () => (null as never as { length: number }).length as never,
      'it throws TypeError: ',
    ],
    [
      'an empty message',
      () => {
        throw new UsageError('');
      },
      'its message is ""',
    ],
    [
      'something that is no error',
      () => {
        throw 'text';
      },
      'it throws text',
    ],
    [
      'what is not valid',
      () => () => {
        throw new Error('NaN');
      },
      'what it accepts is not valid: Error: NaN',
    ],
    [
      'writing into the file',
      (bytes) => {
        bytes.fill(1);
        bytes.fill(2);
        return () => {};
      },
      'it has written into the file',
    ],
  ])('%s', async (_, read, problem) => {
    const problems = await problemsOf(read);
    expect(problems.length).toBeGreaterThan(0);
    for (const found of problems) expect(found).toContain(problem);
  });

  it('too much time', async () => {
    let clock = 0;
    const { now } = performance;
    performance.now = () => clock;
    try {
      const slow: Reader['read'] = () => {
        clock += 1001;
        return () => {};
      };
      expect(await problemsOf(slow)).toEqual(['it took 1001 ms']);
    } finally {
      performance.now = now;
    }
  });

  it('too much memory', async () => {
    const kept: Uint8Array[] = [];
    const large: Reader['read'] = () => {
      kept.push(new Uint8Array(300_000_000));
      return () => {
        kept.length = 0;
      };
    };
    const [problem] = await problemsOf(large);
    expect(problem).toMatch(/^it took \d{9} bytes$/);
  });

  it('names given to all objects', async () => {
    const pollute: Reader['read'] = () => {
      Object.assign(Object.prototype, { polluted: true });
      return () => {};
    };
    try {
      expect(await problemsOf(pollute)).toEqual(['it has changed the prototype of all objects']);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'polluted');
    }
  });

  it('and stops a search that is no longer wanted', async () => {
    const accepts = readerThat(() => () => {});
    expect(await fuzzReader(accepts, 1000, 1, { goOn: async () => false })).toMatchObject({ files: 0 });
  });
});

describe('files to read', () => {
  const [reader] = readers;
  const sound = reader.build(reader.sample.json, reader.sample.data);

  it('are the same for the same seed', () => {
    for (let k = 0; k < 50; k++) {
      const files = [1, 1, 2].map((seed) =>
        damagedFile(reader, sound, 2 * k + 1, new Generator(1000 * k + seed)),
      );
      expect(files[0]).toEqual(files[1]);
    }
  });

  it('are cut off at each byte', () => {
    const random = new Generator(1);
    const lengths = Array.from(
      { length: sound.length },
      (_, k) => damagedFile(reader, sound, 2 * k, random).length,
    );
    expect(lengths).toEqual([...sound.keys()]);
  });
});
