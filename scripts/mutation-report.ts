/** `npm run mutation:report`: writes `docs/mutation.md` from the results of `npm run mutation`, and fails if too few are found. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createCommand, runProgram, UsageError } from '../src/cli/program.ts';
import { EQUIVALENT_MUTANTS } from './equivalent-mutants.ts';
import { type MutationResults, mutationPage, mutationScore } from './mutation-page.ts';
import { MUTATION_PARTS, resultsOf } from './mutation-parts.ts';

/** In percent. */
const LEAST_SCORE = 90;

const inProject = (path: string) => new URL(`../${path}`, import.meta.url);

await runProgram(async () => {
  createCommand('mutation:report').description('Writes docs/mutation.md.').parse();
  const missing = MUTATION_PARTS.filter((part) => !existsSync(inProject(resultsOf(part))));
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(' ');
    throw new UsageError(`not measured yet: npm run mutation -- ${names}`);
  }
  const parts = MUTATION_PARTS.map(
    (part): MutationResults => JSON.parse(readFileSync(inProject(resultsOf(part)), 'utf8')),
  );
  const results = { files: Object.assign({}, ...parts.map(({ files }) => files)) };
  const latest = Math.max(...MUTATION_PARTS.map((part) => statSync(inProject(resultsOf(part))).mtimeMs));
  const measured = `Node ${process.versions.node}, ${new Date(latest).toISOString().slice(0, 10)}`;
  writeFileSync(inProject('docs/mutation.md'), mutationPage(results, EQUIVALENT_MUTANTS, measured));
  const score = mutationScore(results);
  console.log(`mutation score ${score.toFixed(1)} %`);
  return score < LEAST_SCORE ? 1 : 0;
});
