/** What a trainer can be busy with, in pieces so short that it hears what else is said to it. */
import type { Speed, StepGoal } from '../messages.ts';
import type { Session } from './session.ts';

export interface Job {
  /** Milliseconds between two reports of where the run stands, at the speed of now. */
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

/** Steps a second at the beginning of a run whose speed grows: real time. */
const FIRST_SPEED = 50;
/** And by how much it grows with each step: 13 000 steps, after which the default preset is solved, take 17 s. */
const SPEED_PER_STEP = 0.25;

/** Milliseconds for environment step number `step`. */
function intervalAt(speed: Speed, step: number): number {
  if (speed === 'full') return 0;
  return 1000 / (speed === 'growing' ? FIRST_SPEED + SPEED_PER_STEP * step : speed);
}

/** Trains up to environment step `until`, with what is due after it, or to the end of the run. */
export function trainJob(speed: Speed, until: number | null): Job {
  let interval = 0;
  /** When the next step may be taken. */
  let due = -Infinity;
  return {
    get reportEvery() {
      return interval >= 1000 / FOLLOWED_SPEED ? 0 : REPORT_MS;
    },
    wait: (now) => due - now,
    isDone: (session) =>
      session.next === null || (until !== null && session.run.step >= until && session.isPassComplete),
    advance(session, now) {
      const { step } = session.run;
      session.advanceFar();
      if (session.run.step === step) return;
      interval = intervalAt(speed, step);
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
