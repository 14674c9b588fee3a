/** A disk that is full in the middle of a line. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { LineFile } from '../../src/cli/files.ts';

const disk = vi.hoisted(() => ({ room: 0 }));

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  return {
    ...fs,
    writeSync(file: number, bytes: Uint8Array, offset: number, length: number): number {
      if (disk.room === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC', syscall: 'write' });
      const written = fs.writeSync(file, bytes, offset, Math.min(length, disk.room));
      disk.room -= written;
      return written;
    },
  };
});

test('a line that cannot be written in full is taken back, and is written when there is room again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'full-'));
  try {
    const path = join(folder, 'a');
    const text = () => readFileSync(path, 'utf8');
    disk.room = 10;
    const file = new LineFile(path);
    file.append('first\n');
    file.flush();
    file.append('second\n');
    expect(() => file.flush()).toThrow(expect.objectContaining({ code: 'ENOSPC', path }));
    expect(text()).toBe('first\n');
    disk.room = 100;
    const mark = file.mark();
    expect(text()).toBe('first\nsecond\n');
    expect(mark.bytes).toBe(text().length);
    file.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
