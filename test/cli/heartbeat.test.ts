import { mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Heartbeat, PATIENCE, showsLife } from '../../src/cli/heartbeat.ts';

let folder: string;
let path: string;
const touched = () => statSync(path).mtimeMs;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heart-'));
  path = join(folder, 'file');
  writeFileSync(path, '');
  utimesSync(path, 1, 1);
});
afterEach(() => rmSync(folder, { recursive: true }));

test('beats while the main thread does not stop to work', async () => {
  const heartbeat = new Heartbeat(path, 0);
  // The timer that starts the thread.
  await new Promise((resolve) => setTimeout(resolve, 1));
  const before = touched();
  while (touched() === before);
  await heartbeat.stop();
  expect(touched()).toBeGreaterThan(before);
});

test('does not begin once it is stopped', async () => {
  vi.useFakeTimers();
  try {
    const heartbeat = new Heartbeat(path);
    expect(vi.getTimerCount()).toBe(1);
    await heartbeat.stop();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('does not touch what has taken the place of its file', async () => {
  const heartbeat = new Heartbeat(path, 0);
  while (touched() === 1000) await new Promise((resolve) => setTimeout(resolve, 1));
  const moved = `${path}.moved`;
  renameSync(path, moved);
  writeFileSync(path, 'another');
  utimesSync(path, 1, 1);
  const before = statSync(moved).mtimeMs;
  while (statSync(moved).mtimeMs === before) await new Promise((resolve) => setTimeout(resolve, 10));
  await heartbeat.stop();
  expect(touched()).toBe(1000);
});

describe('showsLife', () => {
  /** Does something at the k-th look instead of waiting. */
  async function watch(atLook: (k: number) => void, stop = new AbortController()) {
    let [waited, told] = [0, 0];
    const pause = async (milliseconds: number) => {
      waited += milliseconds;
      atLook(waited / milliseconds);
    };
    const alive = await showsLife(path, stop.signal, pause, () => told++);
    return { alive, waited, told };
  }

  test('sees that a file is touched, be it with an older time', async () => {
    const touch = (k: number) => {
      if (k === 3) utimesSync(path, 0.5, 0.5);
    };
    expect(await watch(touch)).toEqual({ alive: true, waited: 750, told: 0 });
  });

  test('waits for long, and says so once, until it takes a process for dead', async () => {
    expect(await watch(() => {})).toEqual({ alive: false, waited: PATIENCE, told: 1 });
  });

  test('sees that a file is removed', async () => {
    const remove = (k: number) => {
      if (k === 2) rmSync(path);
    };
    expect(await watch(remove)).toEqual({ alive: false, waited: 500, told: 0 });
  });

  test('can be interrupted', async () => {
    const stop = new AbortController();
    const interrupt = (k: number) => {
      if (k === 4) stop.abort();
    };
    expect(await watch(interrupt, stop)).toEqual({ alive: false, waited: 1000, told: 0 });
  });
});
