/** Trains the agent that the lab shows before any other (`npm run build:demo`), and writes its weights into the page's code. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { trainDemo } from './demo.ts';

const file = fileURLToPath(new URL('../web/demo/weights.ts', import.meta.url));
writeFileSync(file, trainDemo());
