import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LOCK_FILE } from '../../src/cli/folder-lock.ts';
import { OwnFolder } from '../../src/cli/own-folder.ts';
import { UsageError } from '../../src/cli/program.ts';
import { entriesBelow } from '../entries-below.ts';

let path: string;
let own: OwnFolder;
const put = (...names: string[]) => {
  for (const name of names) writeFileSync(join(path, name), 'mine');
};
const names = () => entriesBelow(path).sort();

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'own-'));
  own = new OwnFolder(path, ['a', 'figures/b.svg']);
});
afterEach(() => rmSync(path, { recursive: true }));

test('writes and removes the files that are ours, and makes the folder of one', () => {
  own.write('a', 'first');
  own.write('figures/b.svg', 'second');
  expect(readFileSync(join(path, 'figures/b.svg'), 'utf8')).toBe('second');
  own.remove('a');
  own.remove('a');
  expect(names()).toEqual(['figures', 'figures/b.svg']);
});

test('neither writes nor removes any other', () => {
  put('c');
  for (const name of ['c', 'b.svg', '../a', 'figures', 'figures/../a']) {
    expect(() => own.write(name, '')).toThrow('is not among the files of');
    expect(() => own.remove(name)).toThrow('is not among the files of');
  }
  expect(names()).toEqual(['c']);
});

test('removes what killed processes have left of our files, where they have left it', () => {
  mkdirSync(join(path, 'figures'));
  put('a.1.tmp', `${LOCK_FILE}.1.tmp`, 'b.svg.1.tmp', 'c.1.tmp', 'figures/b.svg.1.tmp', 'figures/a.1.tmp');
  own.removeLeftOvers();
  expect(names()).toEqual(['b.svg.1.tmp', 'c.1.tmp', 'figures', 'figures/a.1.tmp']);
});

test('knows a file of others, by name and in order', () => {
  put(LOCK_FILE, '.DS_Store', 'Thumbs.db', 'desktop.ini');
  expect(own.foreignFile(false)).toBeNull();
  put('a.1.tmp');
  expect([own.foreignFile(true), own.foreignFile(false)]).toEqual([null, 'a.1.tmp']);
  put('d', 'c.1.tmp');
  expect(own.foreignFile(true)).toBe('c.1.tmp');
});

test('says what cannot be replaced', () => {
  own.checkReplaceable();
  mkdirSync(join(path, 'figures/b.svg'), { recursive: true });
  expect(() => own.checkReplaceable()).toThrow(UsageError);
  expect(() => own.checkReplaceable()).toThrow(`${join(path, 'figures/b.svg')} is not a regular file`);
});

test('knows any number of files by the form of their names, in a folder of theirs', () => {
  own = new OwnFolder(path, ['a'], { folder: 'kept', name: /^step-\d+\.bin$/ });
  expect(own.numbered()).toEqual([]);
  own.write('kept/step-20.bin', '20');
  own.write('kept/step-3.bin', '3');
  put('kept/notes.txt', 'kept/step-3.bin.bak', 'kept/step-.bin', 'step-4.bin');
  put('kept/step-7.bin.12.tmp', 'kept/notes.txt.12.tmp');
  expect(own.numbered().sort()).toEqual(['kept/step-20.bin', 'kept/step-3.bin']);
  for (const name of ['kept/notes.txt', 'kept/../a', 'step-4.bin', 'kept/step-4.bin.12.tmp']) {
    expect(() => own.remove(name)).toThrow('is not among the files of');
  }
  own.removeLeftOvers();
  for (const name of own.numbered()) own.remove(name);
  const mine = ['notes.txt', 'notes.txt.12.tmp', 'step-.bin', 'step-3.bin.bak'];
  expect(names()).toEqual([...mine.map((name) => `kept/${name}`), 'kept', 'step-4.bin'].sort());
});

test('says what stands where a folder is to be', () => {
  put('figures');
  expect(() => own.checkReplaceable()).toThrow(`${join(path, 'figures')} is not a folder; move it`);
});
