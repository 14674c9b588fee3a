/** Reads the animations of a picture. */

export interface Keyframe {
  readonly percent: number;
  /** All numbers inside the declaration, in order. */
  readonly values: readonly number[];
}

export function keyframes(svg: string, name: string): Keyframe[] {
  const body = new RegExp(`@keyframes ${name}\\{(.*)\\}$`, 'm').exec(svg)![1];
  return [...body.matchAll(/([\d.]+)%(?:,100%)?\{(.*?)\}/g)].map(([, percent, declaration]) => ({
    percent: Number(percent),
    values: [...declaration.matchAll(/-?\d+(?:\.\d+)?/g)].map(Number),
  }));
}

/** Of one round, with the pause at its end. */
export function secondsOf(svg: string, name: string): number {
  return Number(new RegExp(`animation:${name} ([\\d.]+)s `).exec(svg)![1]);
}
