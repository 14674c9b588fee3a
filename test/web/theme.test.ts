/** The colours of the page: legible in both themes, and in even scales. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { divergingIn, sequential } from '../../web/colour-scales.ts';

type Rgb = readonly number[];
type Theme = 'light' | 'dark';

const CSS = readFileSync(new URL('../../web/style.css', import.meta.url), 'utf8');

/** Each token of the page with its colour in both themes. */
const TOKENS = new Map(
  Array.from(
    CSS.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g),
    ([, name, light, dark]) => [name as string, { light: rgb(light as string), dark: rgb(dark as string) }],
  ),
);

function rgb(hex: string): Rgb {
  return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
}

/** Relative luminance as WCAG 2.2 defines it, 0 to 1. */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio, 1 to 21. */
function contrast(one: Rgb, other: Rgb): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function token(name: string, theme: Theme): Rgb {
  const found = TOKENS.get(name);
  if (found === undefined) throw new Error(`style.css has no colour --${name}`);
  return found[theme];
}

const SERIES = [0, 1, 2, 3, 4, 5].map((k) => `series-${k}`);
const TEXT = [
  'ink',
  'faint',
  'accent',
  'left',
  'right',
  'body',
  'limb',
  'negative',
  'positive',
  'good',
  'bad',
];

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test.each([...TEXT, ...SERIES])('%s is legible as text (WCAG AA)', (name) => {
    expect(contrast(token(name, theme), token('panel', theme))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token(name, theme), token('ground', theme))).toBeGreaterThanOrEqual(4.5);
  });

  test('the marked line of source is legible', () => {
    for (const name of ['ink', 'faint', 'accent'])
      expect(contrast(token(name, theme), token('mark', theme))).toBeGreaterThanOrEqual(4.5);
  });

  test('so is the main button', () => {
    expect(contrast(token('on-accent', theme), token('accent', theme))).toBeGreaterThanOrEqual(4.5);
  });

  test('the edges of controls are visible', () => {
    expect(contrast(token('edge', theme), token('panel', theme))).toBeGreaterThanOrEqual(3);
    expect(contrast(token('edge', theme), token('ground', theme))).toBeGreaterThanOrEqual(3);
  });

  test('the ends of the diverging scale stand out from its middle, which is nearly the panel', () => {
    const middle = divergingIn(theme, 0);
    expect(contrast(middle, token('panel', theme))).toBeLessThan(1.1);
    expect(contrast(divergingIn(theme, -1), middle)).toBeGreaterThan(4.5);
    expect(contrast(divergingIn(theme, 1), middle)).toBeGreaterThan(4.5);
  });

  test('values of the same size are about equally far from the middle on both sides', () => {
    for (const t of [1 / 3, 2 / 3, 1]) {
      const [negative, positive] = [divergingIn(theme, -t), divergingIn(theme, t)];
      expect(contrast(negative, positive)).toBeLessThan(1.6);
    }
  });
});

test('every colour has a light and a dark value', () => {
  expect(CSS.match(/light-dark\(/g)?.length).toBe(TOKENS.size);
});

describe('the sequential scale', () => {
  test('goes from dark to light without a step back', () => {
    const lights = Array.from({ length: 101 }, (_, k) => luminance(sequential(k / 100)));
    for (let k = 1; k < lights.length; k++)
      expect(lights[k] as number).toBeGreaterThanOrEqual(lights[k - 1] as number);
  });

  test('ends at its ends, whatever it is asked for', () => {
    expect(sequential(-3)).toEqual(sequential(0));
    expect(sequential(7)).toEqual(sequential(1));
    expect(sequential(Number.NaN)).toEqual(sequential(0));
    expect(divergingIn('light', Number.NaN)).toEqual(divergingIn('light', 0));
  });
});
