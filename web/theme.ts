/**
 * Light and dark, and the colours of the page for those who draw on a canvas.
 *
 * The colours themselves are in `style.css`, each in one line with its light and its dark value.
 */
import { divergingIn } from './colour-scales.ts';

export { sequential } from './colour-scales.ts';

export type ThemeChoice = 'auto' | 'light' | 'dark';

/** Colours as CSS strings, in the theme that the page has now. */
export interface ThemeColours {
  readonly ink: string;
  readonly faint: string;
  readonly grid: string;
  readonly ground: string;
  readonly panel: string;
  readonly accent: string;
  /** Six colours to tell lines apart; dashes or labels must tell them apart, too. */
  readonly series: readonly string[];
  /** The two actions. */
  readonly left: string;
  readonly right: string;
  /** Of pictures: the large part of a thing, and the one that it carries. */
  readonly body: string;
  readonly limb: string;
  /** The two ends of a diverging scale. */
  readonly negative: string;
  readonly positive: string;
  readonly good: string;
  readonly bad: string;
}

const STORAGE_KEY = 'dqn.ts theme';
const DARK = '(prefers-color-scheme: dark)';
const listeners = new Set<() => void>();
let colours: ThemeColours | null = null;
let systemIsWatched = false;

/** Custom properties keep their text, `light-dark(…)` and all; a colour that is in use has been worked out. */
function readColours(): ThemeColours {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const now = {
    ink: read('ink'),
    faint: read('faint'),
    grid: read('grid'),
    ground: read('ground'),
    panel: read('panel'),
    accent: read('accent'),
    series: [0, 1, 2, 3, 4, 5].map((k) => read(`series-${k}`)),
    left: read('left'),
    right: read('right'),
    body: read('body'),
    limb: read('limb'),
    negative: read('negative'),
    positive: read('positive'),
    good: read('good'),
    bad: read('bad'),
  };
  probe.remove();
  return now;
}

/** The colours of now; kept until the theme changes. */
export function themeColours(): ThemeColours {
  watchSystem();
  colours ??= readColours();
  return colours;
}

function announce(): void {
  colours = null;
  for (const listener of listeners) listener();
}

function watchSystem(): void {
  if (systemIsWatched) return;
  systemIsWatched = true;
  matchMedia(DARK).addEventListener('change', announce);
}

export function onThemeChange(listener: () => void): void {
  watchSystem();
  listeners.add(listener);
}

/** What was chosen last, if this browser lets pages remember anything. */
export function rememberedTheme(): ThemeChoice {
  try {
    const remembered = localStorage.getItem(STORAGE_KEY);
    return remembered === 'light' || remembered === 'dark' ? remembered : 'auto';
  } catch {
    return 'auto';
  }
}

/** Puts the page in a theme, and remembers it where that is allowed. */
export function chooseTheme(choice: ThemeChoice): void {
  if (choice === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  try {
    localStorage.setItem(STORAGE_KEY, choice);
  } catch {
    // A page from a file, or with storage forbidden: the choice holds until it is closed.
  }
  announce();
}

/** Whether the person asked their system for less motion. */
export function reducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === 'dark' || (theme !== 'light' && matchMedia(DARK).matches);
}

/** Orange at −1, the colour of the panel (white or nearly black) at 0, blue at 1, as RGB in 0..255. */
export function diverging(t: number): [number, number, number] {
  return divergingIn(isDark() ? 'dark' : 'light', t);
}
