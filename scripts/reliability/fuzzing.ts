/** Gives damaged files to a reader and judges what it does. Apart from `fuzz.ts` so that a test can do it, too. */
import { describeUsageError } from '../../src/cli/program.ts';
import { Generator, SeedSequence } from '../../src/random.ts';
import { damageBytes, damageJson } from './fuzz-mutations.ts';
import type { Reader } from './fuzz-readers.ts';

/** What a file of at most a few MB may take. */
const MAX_MS = 1000;
const MAX_HEAP_GROWTH = 256_000_000;
/** Characters that a message may have. */
const MAX_MESSAGE = 1000;
const FILES_BETWEEN_LOOKS = 100;
/** More of the same would say nothing new. */
const MAX_FINDINGS = 20;

/** A file that a reader neither refused in one line nor understood. */
export interface Finding {
  readonly reader: string;
  readonly index: number;
  readonly problem: string;
  readonly bytes: Uint8Array;
}

export interface Outcome {
  readonly reader: string;
  readonly files: number;
  readonly refused: number;
  readonly accepted: number;
  readonly findings: readonly Finding[];
  readonly slowestMs: number;
  /** Bytes by which heap and array buffers grew during the worst reading; what was collected on the way does not count. */
  readonly heapGrowth: number;
}

/** File number `index` for a reader: the same every time. Half of the first ones are the sound file cut off at each byte. */
export function damagedFile(
  { sample, build, repair }: Reader,
  sound: Uint8Array,
  index: number,
  random: Generator,
) {
  let bytes = sound;
  if (index % 2 === 0 && index / 2 < sound.length) {
    bytes = sound.slice(0, index / 2);
  } else {
    let { json, data } = sample;
    const inside = random.random() < 0.6;
    if (inside) {
      do {
        if (data.length > 0 && random.random() < 0.2) data = damageBytes(data, random);
        else json = damageJson(json, random);
      } while (random.random() < 0.3);
      bytes = build(json, data);
    }
    if (!inside || random.random() < 0.05) {
      do bytes = damageBytes(bytes, random);
      while (random.random() < 0.4);
    }
  }
  if (repair !== undefined) {
    bytes = bytes.slice();
    repair(bytes);
  }
  return bytes;
}

export interface Observer {
  /** Asked now and then; the search ends if it says no. */
  goOn?(): Promise<boolean>;
  /** Told before each file is read. */
  reading?(name: string, bytes: Uint8Array): void;
}

export const fileName = (reader: string, index: number) => `${reader.replace(/\W+/g, '-')}-${index}`;

/** Has a reader read `count` damaged files, which are the same ones for the same seed. */
export async function fuzzReader(
  reader: Reader,
  count: number,
  seed: number,
  observer: Observer = {},
): Promise<Outcome> {
  const sound = reader.build(reader.sample.json, reader.sample.data);
  reader.read(sound)();
  const findings: Finding[] = [];
  let [files, refused, accepted, slowestMs, heapGrowth] = [0, 0, 0, 0, 0];
  for (; files < count && findings.length < MAX_FINDINGS; files++) {
    if (files % FILES_BETWEEN_LOOKS === 0 && (await observer.goOn?.()) === false) break;
    const random = new Generator(new SeedSequence(seed, [files]));
    const bytes = damagedFile(reader, sound, files, random);
    observer.reading?.(fileName(reader.name, files), bytes);
    let trial = judge(reader, bytes);
    // A machine may be busy once, and a collection of garbage has to happen some time.
    if (trial.ms > MAX_MS || trial.growth > MAX_HEAP_GROWTH) trial = judge(reader, bytes);
    slowestMs = Math.max(slowestMs, trial.ms);
    heapGrowth = Math.max(heapGrowth, trial.growth);
    if (trial.ms > MAX_MS) trial.problem ??= `it took ${trial.ms.toFixed()} ms`;
    if (trial.growth > MAX_HEAP_GROWTH) trial.problem ??= `it took ${trial.growth} bytes`;
    if (trial.problem !== null)
      findings.push({ reader: reader.name, index: files, problem: trial.problem, bytes });
    else if (trial.wasRefused) refused++;
    else accepted++;
  }
  return { reader: reader.name, files, refused, accepted, findings, slowestMs, heapGrowth };
}

interface Trial {
  readonly wasRefused: boolean;
  problem: string | null;
  readonly ms: number;
  readonly growth: number;
}

function judge(reader: Reader, bytes: Uint8Array): Trial {
  const copy = bytes.slice();
  const heap = heapBytes();
  const start = performance.now();
  let check = () => {};
  let problem: string | null = null;
  let wasRefused = false;
  try {
    check = reader.read(copy);
  } catch (error) {
    wasRefused = true;
    problem = describeBadRefusal(reader, error);
  }
  const ms = performance.now() - start;
  const growth = heapBytes() - heap;
  try {
    check();
  } catch (error) {
    problem = `what it accepts is not valid: ${describeError(error)}`;
  }
  if (!bytes.every((byte, k) => byte === copy[k])) problem = 'it has written into the file';
  if (isPolluted()) problem = 'it has changed the prototype of all objects';
  return { wasRefused, problem, ms, growth };
}

function heapBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function describeBadRefusal({ refusals }: Reader, error: unknown): string | null {
  if (!refusals.some((Kind) => error instanceof Kind)) return `it throws ${describeError(error)}`;
  const message = describeUsageError(error);
  const isLine =
    message !== null && message !== '' && message.length <= MAX_MESSAGE && !/\p{Cc}/u.test(message);
  return isLine ? null : `its message is ${JSON.stringify(message)}`;
}

const describeError = (error: unknown) =>
  error instanceof Error
    ? String(error.stack).split('\n').slice(0, 4).join(' | ').slice(0, 500)
    : String(error);

const names = (prototype: object) => Object.getOwnPropertyNames(prototype).length;
const before = [names(Object.prototype), names(Array.prototype)];
const isPolluted = () => names(Object.prototype) !== before[0] || names(Array.prototype) !== before[1];
