/** A trained agent to show before the first run. */
import type { NetworkPolicy } from '../../src/experiment/policy.ts';
import type { Lab } from '../lab.ts';
import { blankPolicy } from '../policy.ts';
import { viewOf } from '../tasks/views.ts';
import { DEMO_CONFIG } from './config.ts';
import { DEMO_WEIGHTS } from './weights.ts';

export function demoPolicy(): NetworkPolicy {
  const policy = blankPolicy(DEMO_CONFIG);
  const bytes = Uint8Array.from(atob(DEMO_WEIGHTS), (character) => character.charCodeAt(0));
  policy.q.network.params.set(new Float32Array(bytes.buffer));
  return policy;
}

let demo: NetworkPolicy | null = null;

/** The lab's policy. As long as there is none, that of the demo if it plays the task that is shown. */
export function policyOrDemo({ policy, run: { config } }: Lab): NetworkPolicy | null {
  if (policy !== null) return policy;
  if (viewOf(config.env) !== viewOf(DEMO_CONFIG.env)) return null;
  demo ??= demoPolicy();
  return demo;
}
