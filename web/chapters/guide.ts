/** The guided path, in its order. */
import type { Chapter } from './chapter.ts';
import { collapse } from './collapse.ts';
import { environment } from './environment.ts';
import { exploration } from './exploration.ts';
import { memory } from './memory.ts';
import { oneUpdate } from './one-update.ts';
import { qFunction } from './q-function.ts';
import { steadies } from './steadies.ts';
import { targetNetwork } from './target-network.ts';

export const GUIDE: readonly Chapter[] = [
  environment,
  qFunction,
  exploration,
  memory,
  targetNetwork,
  oneUpdate,
  collapse,
  steadies,
];
