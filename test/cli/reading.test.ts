import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { describeUsageError, UsageError } from '../../src/cli/program.ts';
import { isThere, naming, readParsed } from '../../src/cli/reading.ts';
import { ConfigError } from '../../src/config/config.ts';
import { CheckpointError } from '../../src/experiment/files/checkpoint.ts';
import { decodeText } from '../../src/experiment/files/config-file.ts';
import { SafetensorsError } from '../../src/nn/safetensors.ts';
import { StateError } from '../../src/state.ts';
import { IS_WINDOWS } from '../programs.ts';

let folder: string;
const path = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reading-'));
  writeFileSync(path('file'), 'four');
  symlinkSync('/dev/zero', path('endless'));
  symlinkSync('circle', path('circle'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('readParsed', () => {
  it('gives what is made of the bytes', () => {
    expect(readParsed(path('file'), 4, decodeText)).toBe('four');
  });

  it('reads nothing that is larger than allowed, or not a regular file', () => {
    const read = (name: string) => () =>
      readParsed(path(name), 3, () => {
        throw new Error('it was read');
      });
    expect(read('file')).toThrow(`${path('file')} has 4 bytes; expected at most 3`);
    if (!IS_WINDOWS) expect(read('endless')).toThrow(`${path('endless')} is not a regular file`);
    expect(read('')).toThrow(UsageError);
  });

  it.skipIf(!isThere('/proc/self/status'))('does not take a part for the whole of a file', () => {
    expect(() => readParsed('/proc/self/status', 3, decodeText)).toThrow(
      '/proc/self/status is longer than its reported size, or grows while it is read',
    );
  });

  it('leaves errors of the file system, which name the file, to be told', () => {
    const complaint = (name: string) => {
      try {
        return readParsed(path(name), 3, decodeText);
      } catch (error) {
        return describeUsageError(error);
      }
    };
    expect(complaint('none')).toMatch(/none: there is no such file or folder/);
    expect(complaint('circle')).toMatch(/circle: its symbolic links form a loop/);
    // A regular file that cannot be read by anybody, where there is one.
    if (isThere('/proc/self/mem')) expect(complaint('../../proc/self/mem')).toMatch(/\/proc\/self\/mem: /);
  });
});

describe('naming', () => {
  test.each([ConfigError, SafetensorsError, CheckpointError, StateError, UsageError])(
    'puts the path before what a %o says of the content',
    (Kind) => {
      const refuse = () => {
        throw Kind === ConfigError ? new ConfigError('gamma', 'no') : new (Kind as typeof StateError)('no');
      };
      expect(() => naming('a/b', refuse)).toThrow(UsageError);
      expect(() => naming('a/b', refuse)).toThrow(/^a\/b: (gamma: )?no$/);
    },
  );

  it('leaves a fault of the program alone', () => {
    const fault = new TypeError('x is undefined');
    expect(() =>
      naming('a/b', () => {
        throw fault;
      }),
    ).toThrow(fault);
  });
});

test('isThere sees files, folders and gaps, and says so if it cannot see', () => {
  expect(['file', '', 'none'].map((name) => isThere(path(name)))).toEqual([true, true, false]);
  expect(() => isThere(path('circle'))).toThrow('ELOOP');
});
