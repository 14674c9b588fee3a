import { describe, expect, it } from 'vitest';
import { animate, animatedSvg } from '../../src/drawing/animation.ts';
import { Stills } from '../../src/drawing/still.ts';
import { cartPolePicture } from '../../src/env/cart-pole/picture.ts';
import { mountainCarPicture } from '../../src/env/mountain-car/picture.ts';

const moments = Array.from({ length: 12 }, (_, k) => ({
  observation: Float32Array.of(0.1 * k, 0.01, 0.02 * k, 0),
  values: [0, 1],
  action: k % 2,
  episodeReturn: k,
}));

describe('a picture that stands still', () => {
  it('has every moving part where it is at that moment', () => {
    const cart = moments.map((_, k) => `translate(${10 * k}px)`);
    const light = moments.map((_, k) => (k < 5 ? '0' : '1'));
    const svg = animatedSvg({
      ...{ width: 100, height: 50, stepSeconds: 0.02, id: 'Task' },
      returns: moments.map(({ episodeReturn }) => episodeReturn),
      end: 'over',
      moving: [
        animate('cart', 0.02, 'linear', 'transform', cart),
        animate('light', 0.02, 'step-end', 'opacity', light),
      ],
      body: '<g class="cart"/><rect class="fill-blue light"/>',
    });
    const stills = new Stills(svg);
    for (const k of moments.keys()) {
      const still = stills.at(k, 11, 0.02);
      expect(still).toContain(`<g class="cart" transform="translate(${10 * k})"/>`);
      expect(still).toContain(`<rect class="fill-blue light" opacity="${light[k]}"/>`);
      expect(still).toContain(`end" opacity="${k === 11 ? 1 : 0}"`);
      // The last digit of the return, in a strip of glyphs.
      expect(still).toContain(`class="digit1" transform="translate(0,${-24 * ((k % 10) + 1)})"`);
      expect(still).not.toMatch(/@keyframes|@media|animation:/);
    }
  });

  it.each([cartPolePicture, mountainCarPicture])(
    'leaves no motion out of the pictures of tasks',
    (picture) => {
      const svg = picture.drawSvg({ id: 'Task', moments, episodeReturn: 11, terminated: false });
      const stills = new Stills(svg);
      const names = [...svg.matchAll(/@keyframes (\w+)/g)].map(([, name]) => name);
      expect(names.length).toBeGreaterThan(3);
      const still = stills.at(3, 11, picture.stepSeconds);
      for (const name of names)
        expect(still).toMatch(new RegExp(`class="[^"]*\\b${name}\\b[^"]*" (?:transform|opacity)="[^"]+"`));
    },
  );
});
