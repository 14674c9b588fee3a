import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  checkMark,
  LineFile,
  makeFolder,
  namingPath,
  temporaryOf,
  writeFileAtomically,
} from '../../src/cli/files.ts';
import { UsageError } from '../../src/cli/program.ts';
import { crc32 } from '../../src/experiment/files/crc32.ts';

let folder: string;
const path = (...names: string[]) => join(folder, ...names);
const text = (name: string) => readFileSync(path(name), 'utf8');
const markOf = (content: string) => ({
  bytes: content.length,
  crc32: crc32(new TextEncoder().encode(content)),
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('makeFolder makes the folders above it, too, and leaves one that is there', () => {
  makeFolder(path('a', 'b'));
  makeFolder(path('a', 'b'));
  expect(statSync(path('a', 'b')).isDirectory()).toBe(true);
});

test('namingPath adds the path to an error', () => {
  const failing = () => {
    throw Object.assign(new Error('full'), { code: 'ENOSPC' });
  };
  expect(() => namingPath('runs/a', failing)).toThrow(expect.objectContaining({ path: 'runs/a' }));
});

describe('writeFileAtomically', () => {
  test('makes or replaces a file, and leaves nothing else', () => {
    for (const content of ['first, and longer', 'second']) {
      writeFileAtomically(path('a'), content);
      expect(text('a')).toBe(content);
    }
    writeFileAtomically(path('a'), Uint8Array.of(65, 66));
    expect(text('a')).toBe('AB');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  test('does not replace what is no file', () => {
    mkdirSync(path('a'));
    expect(() => writeFileAtomically(path('a'), 'x')).toThrow(UsageError);
    expect(statSync(path('a')).isDirectory()).toBe(true);
  });

  test('leaves alone what has the name of its temporary file', () => {
    const mine = `a.${process.pid}.tmp`;
    writeFileSync(path(mine), 'mine');
    mkdirSync(path(`a.${process.pid + 1}.tmp`));
    writeFileAtomically(path('a'), 'x');
    expect({ a: text('a'), mine: text(mine), files: readdirSync(folder).length }).toEqual({
      a: 'x',
      mine: 'mine',
      files: 3,
    });
  });
});

test('temporaryOf knows what a killed process leaves from other files', () => {
  expect(temporaryOf('checkpoint.bin.123.tmp')).toBe('checkpoint.bin');
  expect(temporaryOf('a.1.tmp.2.tmp')).toBe('a.1.tmp');
  for (const name of ['checkpoint.bin', 'checkpoint.bin.tmp', 'a.1.tmp.bak', '.1.tmp']) {
    expect(temporaryOf(name)).toBeNull();
  }
});

describe('LineFile', () => {
  test('writes at each flush what was appended since', () => {
    const file = new LineFile(path('a'));
    file.append('1\n');
    expect(text('a')).toBe('');
    file.append('2\n');
    file.flush();
    file.flush();
    expect(text('a')).toBe('1\n2\n');
    file.append('3\n');
    file.close();
    expect(text('a')).toBe('1\n2\n3\n');
  });

  test('begins anew, or appends to `a`', () => {
    writeFileSync(path('a'), 'old\n');
    const added = new LineFile(path('a'), 'a');
    added.append('new\n');
    added.close();
    expect(text('a')).toBe('old\nnew\n');
    new LineFile(path('a')).close();
    expect(text('a')).toBe('');
  });

  test.skipIf(!existsSync('/dev/full'))('tells why it cannot write, not why it cannot take back', () => {
    const file = new LineFile('/dev/full', 'a');
    file.append('1\n');
    expect(() => file.flush()).toThrow(
      expect.objectContaining({ code: 'ENOSPC', syscall: 'write', path: '/dev/full' }),
    );
  });

  test('goes on where the file ends, though something was taken back', () => {
    const file = new LineFile(path('a'));
    file.append('lost\n');
    file.flush();
    truncateSync(path('a'), 0);
    file.append('kept\n');
    file.close();
    expect(text('a')).toBe('kept\n');
  });

  test('says how far it goes, so that another may cut it back and go on with the same marks', () => {
    const first = new LineFile(path('a'));
    first.append('ä1\n');
    first.flush();
    first.append('2\n');
    const mark = first.mark();
    expect(mark).toEqual({ bytes: 6, crc32: crc32(new TextEncoder().encode('ä1\n2\n')) });
    first.append('3\n');
    const longer = first.mark();
    first.append('lost\n');
    first.close();

    const second = new LineFile(path('a'), mark);
    expect(text('a')).toBe('ä1\n2\n');
    expect(second.mark()).toEqual(mark);
    second.append('3\n');
    expect(second.mark()).toEqual(longer);
    second.close();
    expect(text('a')).toBe('ä1\n2\n3\n');
  });
});

describe('checkMark', () => {
  test('accepts a file that has grown', () => {
    writeFileSync(path('a'), 'one\n');
    const mark = markOf('one\n');
    checkMark(path('a'), mark);
    appendFileSync(path('a'), 'two\n');
    checkMark(path('a'), mark);
    checkMark(path('a'), markOf(''));
  });

  test.each([
    ['was changed', 'onf\ntwo\n', 'has changed since the checkpoint was made'],
    ['was cut', 'one', 'has 3 bytes, but had 4 when the checkpoint was made'],
    ['was emptied', '', 'has 0 bytes, but had 4'],
  ])('refuses a file that %s', (_, content, message) => {
    writeFileSync(path('a'), content);
    expect(() => checkMark(path('a'), markOf('one\n'))).toThrow(UsageError);
    expect(() => checkMark(path('a'), markOf('one\n'))).toThrow(`${path('a')} ${message}`);
  });

  test('reads a large file in pieces', () => {
    const content = `${'0123456789'.repeat(250_000)}\n`;
    writeFileSync(path('a'), content);
    checkMark(path('a'), markOf(content));
    const cut = content.slice(0, 1_234_567);
    checkMark(path('a'), markOf(cut));
    expect(() => checkMark(path('a'), markOf(`${cut.slice(0, -1)}x`))).toThrow(UsageError);
  });

  test('leaves it to the file system to say that there is no file, or a folder', () => {
    expect(() => checkMark(path('none'), markOf('one\n'))).toThrow(
      expect.objectContaining({ code: 'ENOENT', path: path('none') }),
    );
    expect(() => checkMark(folder, markOf('one\n'))).toThrow(
      expect.objectContaining({ code: 'EISDIR', path: folder }),
    );
  });
});
