/** Files where the system reads and writes few bytes at once, as it may, and must where they are larger than 2 GB. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { LineFile, writeFileAtomically } from '../../src/cli/files.ts';
import { readParsed } from '../../src/cli/reading.ts';

const AT_ONCE = 3;

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  type Call = (file: number, bytes: Uint8Array, offset: number, length: number, position: number) => number;
  const short =
    (whole: Call): Call =>
    (file, bytes, offset, length, position) =>
      whole(file, bytes, offset, Math.min(AT_ONCE, length), position);
  return { ...fs, readSync: short(fs.readSync as Call), writeSync: short(fs.writeSync as Call) };
});

test('they are written and read whole', () => {
  const folder = mkdtempSync(join(tmpdir(), 'short-'));
  try {
    const path = join(folder, 'a');
    const bytes = Uint8Array.from({ length: 10 }, (_, k) => k);
    writeFileAtomically(path, bytes);
    expect(new Uint8Array(readFileSync(path))).toEqual(bytes);
    expect(readParsed(path, 10, (read) => read)).toEqual(bytes);
    const lines = new LineFile(path);
    lines.append('a longer line\n');
    lines.close();
    expect(readParsed(path, 100, (read) => new TextDecoder().decode(read))).toBe('a longer line\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
