import { expect, it } from 'vitest';
import { stepsOf } from '../../src/agent/steps.ts';

/** Cooks by the step; what a step has done is in `log`. */
class Cook {
  readonly log: string[] = [];
  readonly eggs: number;
  #fire = 'low';

  constructor(eggs: number) {
    this.eggs = eggs;
  }

  breakfast(): readonly string[] {
    this.lightFire();
    for (let egg = 0; egg < this.eggs; egg++) this.breakEgg();
    this.serve();
    return this.log;
  }

  lightFire(): void {
    this.#fire = 'high';
    this.log.push('fire');
  }

  breakEgg(): void {
    this.log.push(`egg on ${this.#fire} fire`);
  }

  serve(minute = 0): void {
    this.log.push(`served after ${minute} minutes`);
  }
}

it('the steps of a method are the calls that it makes, in their order and as often', () => {
  const names = (eggs: number) => {
    const cook = new Cook(eggs);
    return stepsOf(cook, cook.breakfast).map(({ name }) => name);
  };
  expect(names(2)).toEqual(['lightFire', 'breakEgg', 'breakEgg', 'serve']);
  expect(names(0)).toEqual(['lightFire', 'serve']);
});

it('finding them takes none', () => {
  const cook = new Cook(3);
  stepsOf(cook, cook.breakfast);
  expect(cook.log).toEqual([]);
});

it('taking one after the other does what the method does, and hands on the number of the environment step', () => {
  const cook = new Cook(2);
  for (const { take } of stepsOf(cook, cook.breakfast)) take(7);
  expect(cook.log).toEqual(['fire', 'egg on high fire', 'egg on high fire', 'served after 7 minutes']);
});
