/** What a trainer can be busy with, in pieces so short that it hears what else is said to it. */
import type { Speed, StepGoal } from '../messages.ts';
import type { Session } from './session.ts';

export interface Job {
  /** Milliseconds between two reports of where the run stands. */
  readonly reportEvery: number;
  /** Milliseconds until it may go on. */
  wait(now: number): number;
  isDone(session: Session): boolean;
  /** Goes on a little. Throws a DivergenceError if the run cannot. */
  advance(session: Session, now: number): void;
}

const REPORT_MS = 100;
/** Steps a second up to which each of them is reported. */
const FOLLOWED_SPEED = 60;
/** A training that falls behind by more than this does not hurry to catch up. */
const MAX_LAG_MS = 100;

/** Trains up to environment step `until`, with what is due after it, or to the end of the run. */
export function trainJob(speed: Speed, until: number | null): Job {
  const interval = speed === 'full' ? 0 : 1000 / speed;
  /** When the next step may be taken. */
  let due = -Infinity;
  return {
    reportEvery: interval >= 1000 / FOLLOWED_SPEED ? 0 : REPORT_MS,
    wait: (now) => (interval === 0 ? 0 : due - now),
    isDone: (session) =>
      session.next === null || (until !== null && session.run.step >= until && session.isPassComplete),
    advance(session, now) {
      const { step } = session.run;
      session.advanceFar();
      if (session.run.step === step) return;
      due = (due === -Infinity ? now : Math.max(due, now - MAX_LAG_MS)) + interval;
    },
  };
}

/** Goes on to a goal; at least one named step. */
export function goalJob(goal: StepGoal, session: Session): Job {
  const { episodes, updates } = session.run;
  let hasAdvanced = false;
  const isReached = {
    // An evaluation is one line, however many steps it takes.
    line: () => session.last !== 'measure' || session.next !== 'measure',
    update: () => session.run.updates > updates,
    step: () => session.isPassComplete,
    episode: () => session.isPassComplete && session.run.episodes > episodes,
  }[goal];
  return {
    reportEvery: REPORT_MS,
    wait: () => 0,
    isDone: () => session.next === null || (hasAdvanced && isReached()),
    advance() {
      session.advance();
      hasAdvanced = true;
    },
  };
}
