/** A trained agent for the visitor who has not trained one yet. */
import type { NetworkPolicy } from '../../src/experiment/policy.ts';
import { blankPolicy } from '../policy.ts';
import { DEMO_CONFIG } from './config.ts';
import { DEMO_WEIGHTS } from './weights.ts';

export function demoPolicy(): NetworkPolicy {
  const policy = blankPolicy(DEMO_CONFIG);
  const bytes = Uint8Array.from(atob(DEMO_WEIGHTS), (character) => character.charCodeAt(0));
  policy.q.network.params.set(new Float32Array(bytes.buffer));
  return policy;
}
