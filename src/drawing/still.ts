/**
 * The moments of an animated SVG of ours as pictures that stand still, for programs that know no CSS animations.
 *
 * What `animate` writes as rules of a class becomes an attribute of the elements of that class.
 */
import { percentOf } from './animation.ts';

interface Motion {
  readonly property: string;
  readonly frames: readonly { readonly percent: number; readonly value: string }[];
}

const RULE = /^\.(\w+)\{(transform|opacity):[^;}]*;animation:[^}]*\}\n@keyframes \w+\{(.*)\}\n?/gm;
const MEDIA = /^@media [^\n]*\n?/gm;

export class Stills {
  readonly #still: string;
  readonly #motions = new Map<string, Motion>();

  /** @param svg what `animatedSvg` gave */
  constructor(svg: string) {
    this.#still = svg.replace(MEDIA, '').replace(RULE, (_, name, property, keyframes: string) => {
      const frames = [...keyframes.matchAll(/([\d.]+)%(?:,100%)?\{\w+:([^}]*)\}/g)].map(
        ([, percent, value]) => ({ percent: Number(percent), value: asAttribute(value) }),
      );
      this.#motions.set(name, { property, frames });
      return '';
    });
  }

  /** The picture after step k of `last`. */
  at(k: number, last: number, stepSeconds: number): string {
    const now = percentOf(k, last, stepSeconds);
    return this.#still.replace(/ class="([^"]*)"/g, (all, names: string) => {
      const attributes = names.split(' ').flatMap((name) => {
        const motion = this.#motions.get(name);
        // A frame that changes nothing is left out.
        const frame = motion?.frames.findLast(({ percent }) => percent <= now);
        return frame === undefined ? [] : [` ${motion?.property}="${frame.value}"`];
      });
      return `${all}${attributes.join('')}`;
    });
  }
}

/** Attributes know no units, and one function for both axes. */
const asAttribute = (value: string) =>
  value
    .replace(/translateX\(([^)]*)\)/, 'translate($1,0)')
    .replace(/translateY\(([^)]*)\)/, 'translate(0,$1)')
    .replace(/px|deg/g, '');
