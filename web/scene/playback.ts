/** Turns time on the clock into steps of an `EpisodePlayer`, at the speed that is chosen for its driver. */
import type { EpisodePlayer, EpisodeRecord } from './player.ts';

/** Multiples of real time; Infinity is as fast as it can. */
export const MACHINE_SPEEDS: readonly number[] = [0.25, 1, 10, Infinity];
/** For people, who find real time hard. */
export const HUMAN_SPEEDS: readonly number[] = [0.25, 0.5, 1];

/** s that one tick makes up for at most: after a break the episode goes on from where it was, without a burst. */
const MAX_TICK_SECONDS = 0.1;
/** s for which the end of an episode is shown, at real time and slower. */
const END_SECONDS = 1.2;
/** And the time for which it is shown at higher speeds, times the speed. */
const END_SECONDS_TIMES_SPEED = 5;
/** ms that a tick takes where it goes as fast as it can; the rest of a frame belongs to the page. */
const TICK_BUDGET_MS = 5;

export class Playback {
  readonly player: EpisodePlayer;
  readonly #onEnd: (episode: EpisodeRecord) => void;
  #machineSpeed = 1;
  #humanSpeed = 0.5;
  #owedSteps = 0;
  #endShownSeconds = 0;

  /** @param onEnd is told of each episode that ends. */
  constructor(player: EpisodePlayer, onEnd: (episode: EpisodeRecord) => void) {
    this.player = player;
    this.#onEnd = onEnd;
  }

  /** Those that the driver may choose from. */
  get speeds(): readonly number[] {
    return this.player.driver === 'you' ? HUMAN_SPEEDS : MACHINE_SPEEDS;
  }

  /** That of the present driver; people and machines keep one each. */
  get speed(): number {
    return this.player.driver === 'you' ? this.#humanSpeed : this.#machineSpeed;
  }

  /** Throws a RangeError for a speed that the driver may not choose. */
  set speed(speed: number) {
    if (!this.speeds.includes(speed)) {
      throw new RangeError(`speed is ${speed}; give one of ${this.speeds.join(', ')}`);
    }
    if (this.player.driver === 'you') this.#humanSpeed = speed;
    else this.#machineSpeed = speed;
  }

  /**
   * Plays on, `seconds` after the last tick.
   *
   * @param now ms on a clock, by which it stops where it goes as fast as it can.
   */
  tick(seconds: number, now: () => number): void {
    if (this.player.ended !== null) {
      this.#endShownSeconds += seconds;
      if (this.#endShownSeconds < Math.min(END_SECONDS, END_SECONDS_TIMES_SPEED / this.speed)) return;
      this.begin();
    }
    if (this.player.waiting) return;
    if (this.speed === Infinity) {
      const until = now() + TICK_BUDGET_MS;
      do this.advance();
      while (now() < until);
      return;
    }
    const { stepSeconds } = this.player.view;
    this.#owedSteps += (Math.min(seconds, MAX_TICK_SECONDS) * this.speed) / stepSeconds;
    while (this.#owedSteps >= 1 && this.player.ended === null) {
      this.#owedSteps--;
      this.#step();
    }
  }

  /** How much of the time between the last step and the next one has passed, from 0 to 1. */
  get progress(): number {
    const isStill = this.speed === Infinity || this.player.ended !== null || this.player.waiting;
    return isStill ? 1 : Math.min(this.#owedSteps, 1);
  }

  /** One step, or where the episode is over the beginning of the next one. */
  advance(): void {
    if (this.player.ended === null) this.#step();
    else this.begin();
  }

  /** Starts the next episode now. */
  begin(): void {
    this.#owedSteps = 0;
    this.player.begin();
  }

  #step(): void {
    const ended = this.player.step();
    if (ended === null) return;
    this.#endShownSeconds = 0;
    this.#onEnd(ended);
  }
}
