/** Copies of the modules of a worker with the bugs of the museum in them. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { MUSEUM } from '../museum/bugs.ts';
import { SourceCopies } from '../museum/source-copies.ts';

const WORKER = resolve('web/worker/training.worker.ts');
const copies = new SourceCopies('.', 'web/worker/training.worker.ts', MUSEUM);
const idOf = (file: string, bug?: string) => `${resolve(file)}?museum${bug === undefined ? '' : `=${bug}`}`;
const source = (file: string) => readFileSync(file, 'utf8');

it('has all bugs but the one in a module that the worker does without', () => {
  const missing = MUSEUM.filter((bug) => !copies.bugs.includes(bug));
  expect(missing.map(({ id }) => id)).toEqual(['warm-start']);
});

it('begins where a copy is asked for, and leads from copies to copies', () => {
  const entry = copies.resolve('./training.worker.ts?museum', resolve('web/worker/museum.worker.ts'));
  expect(entry).toBe(`${WORKER}?museum`);
  expect(copies.load(entry!)).toBe(source(WORKER));
  expect(copies.resolve('./trainer.ts', entry!)).toBe(idOf('web/worker/trainer.ts'));
  expect(copies.resolve('../../src/experiment/run.ts', idOf('web/worker/session.ts'))).toBe(
    idOf('src/experiment/run.ts'),
  );
});

it('leaves alone what imports no bug, and what is imported by the worker that is right', () => {
  expect(copies.resolve('../random.ts', idOf('src/experiment/run.ts'))).toBeNull();
  expect(copies.resolve('./schedules.ts', idOf('src/agent/dqn.ts', 'no-terminal-mask'))).toBeNull();
  expect(copies.resolve('./trainer.ts', WORKER)).toBeNull();
  expect(copies.resolve('./main.ts', undefined)).toBeNull();
  expect(copies.resolve('d3-scale', idOf('src/experiment/run.ts'))).toBeNull();
  expect(copies.load(WORKER)).toBeNull();
});

it('of a file with bugs has the right text, one with each bug, and a choice between them', () => {
  const file = 'src/agent/dqn.ts';
  expect(copies.load(idOf(file, 'right'))).toBe(source(file));
  const wrong = copies.load(idOf(file, 'no-terminal-mask'))!;
  expect(wrong).not.toBe(source(file));
  expect(wrong).toContain('if (terminated[b] < 2) this.tdTarget');
  const choice = copies.load(idOf(file))!;
  expect(choice).toContain(`from "${idOf(file, 'right')}";`);
  expect(choice).toContain(`from "${idOf(file, 'rare-updates')}";`);
  expect(choice).toContain('export const { DqnAgent } = copies[self.name] ?? copies.right;');
});

it('has the name of every value that a file with bugs exports', () => {
  const files = new Set(copies.bugs.flatMap(({ forms }) => forms[0].patches.map(({ file }) => file)));
  for (const file of files) {
    const exported = [...source(file).matchAll(/^export (?!type|interface)[^\n]*/gm)];
    const [, names] = /^export const \{ (.+) \} =/m.exec(copies.load(idOf(file))!)!;
    expect(names.split(', ')).toHaveLength(exported.length);
  }
});
