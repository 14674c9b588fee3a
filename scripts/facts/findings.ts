/** What the study of instability found in each run. */
import { readFileSync } from 'node:fs';
import type { Findings } from '../instability/study-run.ts';

/** The runs of a variant, by seed. */
export const findingsOf = (variant: string): Findings[] =>
  readFileSync(new URL('../../docs/reports/instability/findings.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter((run) => run.variant === variant);
