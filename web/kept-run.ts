/**
 * Keeps the run in the browser, so that it is still there when the page is loaded again: a checkpoint in IndexedDB, on this machine
 * and nowhere else.
 */
import { makeOffer } from './controls/offer.ts';
import { formatCount } from './format.ts';
import type { Lab } from './lab.ts';
import { runTitle } from './run-title.ts';

const DATABASE = 'dqn.ts lab';
const STORE = 'runs';
const KEY = 'last';
/** Milliseconds between two checkpoints of a run that trains. */
const PERIOD = 10_000;
/** Milliseconds for which a run must have stood still: someone may be stepping. */
const DELAY = 300;

interface KeptRun {
  /** Preset, seed, and what differs from the preset. */
  readonly title: string;
  readonly step: number;
  readonly checkpoint: Uint8Array;
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function withStore<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await answerOf(opening);
  try {
    return await answerOf(act(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

/** Keeps the run from now on, and offers to go on with the one that was kept before. A browser without room keeps none. */
export async function keepRun(lab: Lab): Promise<void> {
  let isKeeping = false;
  const keep = async () => {
    if (isKeeping || lab.run.step === 0 || lab.run.exhibit !== null) return;
    isKeeping = true;
    const { preset, config, step } = lab.run;
    try {
      const kept: KeptRun = { title: runTitle(preset, config), step, checkpoint: await lab.keep() };
      await withStore('readwrite', (store) => store.put(kept, KEY));
    } catch {
      // Between two lines there is no checkpoint, and a browser may have no room: what was kept before stays.
    } finally {
      isKeeping = false;
    }
  };
  setInterval(() => {
    if (lab.run.phase === 'running') void keep();
  }, PERIOD);
  let timer: ReturnType<typeof setTimeout> | undefined;
  lab.on('inspection', () => {
    clearTimeout(timer);
    if (lab.inspection !== null) timer = setTimeout(() => void keep(), DELAY);
  });

  const kept = await lastRun();
  if (kept === null || lab.run.phase !== 'empty') return;
  makeOffer({
    text: `Your last run is kept: ${kept.title}, step ${formatCount(kept.step)}.`,
    label: 'Go on with it',
    accept: () => void lab.open(kept.checkpoint),
  });
}

async function lastRun(): Promise<KeptRun | null> {
  try {
    return (await withStore<KeptRun | undefined>('readonly', (store) => store.get(KEY))) ?? null;
  } catch {
    return null;
  }
}
