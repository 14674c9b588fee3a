/** Which single keys do what, and where they do nothing. */
import type { Lab } from '../lab.ts';
import { toggleTraining } from './training.ts';

export interface Shortcut {
  readonly key: string;
  /** The key as people call it. */
  readonly name: string;
  readonly what: string;
  readonly act: (lab: Lab) => void;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { key: ' ', name: 'Space', what: 'train, or pause', act: toggleTraining },
  { key: 'n', name: 'N', what: 'next line of the algorithm', act: (lab) => lab.advance('line') },
  { key: 'u', name: 'U', what: 'to the end of the next update', act: (lab) => lab.advance('update') },
  { key: 's', name: 'S', what: 'to the end of this step', act: (lab) => lab.advance('step') },
  { key: 'e', name: 'E', what: 'to the end of the episode', act: (lab) => lab.advance('episode') },
];

/** Where keys are letters, or choose something. */
const FIELDS =
  'input:not([type=checkbox], [type=radio], [type=range], [type=button]), select, textarea, [contenteditable]';
/** Where the space bar already does something. */
const PRESSED_BY_SPACE = 'button, summary, a, input, select, textarea, [tabindex="0"], [contenteditable]';

/** What is asked of a KeyboardEvent. */
export interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
  readonly defaultPrevented: boolean;
}

/** The shortcut that a key means, or null; `isInside` tells whether it was pressed inside what a selector names. */
export function shortcutFor(key: Key, isInside: (selector: string) => boolean): Shortcut | null {
  if (key.defaultPrevented || key.ctrlKey || key.altKey || key.metaKey) return null;
  const shortcut = SHORTCUTS.find((candidate) => candidate.key === key.key.toLowerCase());
  if (shortcut === undefined || isInside(FIELDS)) return null;
  // Held down, it would switch training on and off many times a second.
  if (shortcut.key === ' ' && (key.repeat || isInside(PRESSED_BY_SPACE))) return null;
  return shortcut;
}
