/** `npm run mutation:report`: writes `docs/mutation.md` from the results of `npm run mutation`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { EQUIVALENT_MUTANTS } from './equivalent-mutants.ts';
import { mutationPage } from './mutation-page.ts';

const results = new URL('../.stryker/mutation.json', import.meta.url);
const page = new URL('../docs/mutation.md', import.meta.url);

writeFileSync(page, mutationPage(JSON.parse(readFileSync(results, 'utf8')), EQUIVALENT_MUTANTS));
