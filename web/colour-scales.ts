/** Scales of colours for heat maps, readable also by those who see fewer colours. */

type Rgb = readonly [number, number, number];

/** After cividis (Nuñez et al. 2018): dark blue over grey to yellow, its lightness rising evenly. */
const SEQUENTIAL: readonly Rgb[] = [
  [0, 34, 78],
  [18, 53, 112],
  [59, 73, 108],
  [87, 93, 109],
  [112, 113, 115],
  [138, 134, 120],
  [165, 156, 116],
  [195, 179, 105],
  [225, 204, 85],
  [253, 234, 69],
];

/** From the orange of Okabe & Ito over the colour of the panel to their blue. */
const DIVERGING: Readonly<Record<'light' | 'dark', readonly Rgb[]>> = {
  light: [
    [158, 66, 0],
    [213, 112, 30],
    [240, 180, 124],
    [247, 247, 247],
    [140, 196, 232],
    [38, 132, 194],
    [0, 77, 128],
  ],
  dark: [
    [255, 186, 112],
    [222, 118, 34],
    [128, 66, 20],
    [24, 31, 39],
    [16, 72, 112],
    [42, 140, 205],
    [150, 212, 250],
  ],
};

/** The colour at `t` of 0..1 on a scale of colours at even distances; beyond the ends, the ends. */
function between(scale: readonly Rgb[], t: number): [number, number, number] {
  const place = Math.min(Math.max(Number.isNaN(t) ? 0 : t, 0), 1) * (scale.length - 1);
  const k = Math.min(Math.floor(place), scale.length - 2);
  const share = place - k;
  const mix = (part: 0 | 1 | 2) => Math.round(scale[k][part] * (1 - share) + scale[k + 1][part] * share);
  return [mix(0), mix(1), mix(2)];
}

/** Dark blue at 0, yellow at 1, as RGB in 0..255. */
export function sequential(t: number): [number, number, number] {
  return between(SEQUENTIAL, t);
}

/** Orange at −1, the colour of the panel at 0 (nearly white or black), blue at 1, as RGB in 0..255. */
export function divergingIn(theme: 'light' | 'dark', t: number): [number, number, number] {
  return between(DIVERGING[theme], (Number.isNaN(t) ? 0 : t) / 2 + 0.5);
}
