/** The speeds to choose from, slowest first. */
import type { LabSpeed } from '../lab.ts';

export const SPEEDS: readonly { readonly speed: LabSpeed; readonly text: string }[] = [
  { speed: 'line', text: 'one line a second' },
  { speed: 5, text: '5 steps a second' },
  { speed: 50, text: 'real time: 50 a second' },
  { speed: 'growing', text: 'speeding up' },
  { speed: 1000, text: '1000 steps a second' },
  { speed: 'full', text: 'as fast as possible' },
];
