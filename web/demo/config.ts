/** The run whose weights the demonstration has: `npm run build:demo` makes it. */
import type { Config } from '../../src/config/config.ts';
import { presetConfig } from '../../src/config/presets.ts';

/** It is solved after 5000 steps, with a network of 130 numbers. */
export const DEMO_CONFIG: Config = presetConfig('steady', { hiddenSizes: [8, 8], seed: 2 });
