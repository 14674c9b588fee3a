/**
 * Known bugs of DQN code that raise no error, each as a change of this project's source: the only place where they live.
 *
 * `npm run museum` puts each into a copy of the project and demands that its test turns red; `docs/silent-bugs.md` is made from this
 * table; `train --bug <id>` trains with the first way of one.
 */
import type { Patch } from './patch.ts';

/** One way in which the bug can be in the code. */
export interface Way {
  /** In words. */
  readonly how: string;
  readonly patches: readonly Patch[];
  /** The test that turns red, if it is not that of the bug. */
  readonly test?: Test;
}

export interface Test {
  /** From the root of the project. */
  readonly file: string;
  /** Its whole name. */
  readonly name: string;
}

export interface MuseumBug {
  readonly id: string;
  /** What is wrong. */
  readonly bug: string;
  /** What it does to learning. */
  readonly effect: string;
  /** The test that turns red. */
  readonly test: Test;
  /** The first is the one to train with. */
  readonly ways: readonly [Way, ...Way[]];
  /** How to see it: a preset, and what must be changed for the bug to matter. */
  readonly preset: string;
  readonly changes?: Readonly<Record<string, unknown>>;
  readonly seeds: readonly number[];
  readonly steps: number;
}
