/** `npm run mutation:report`: writes `docs/engineering/mutation.md` from the results of `npm run mutation`, and fails if too few are found. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createCommand, UsageError } from '../../src/cli/program.ts';
import { start } from '../../src/cli/start.ts';
import { EQUIVALENT_MUTANTS } from './equivalent-mutants.ts';
import { allMutants, beginsAt, type MutationResults, mutationPage, mutationScore } from './mutation-page.ts';
import { MUTATION_PARTS, resultsOf } from './mutation-parts.ts';

/** In percent. */
const LEAST_SCORE = 90;

interface Results extends MutationResults {
  readonly framework: { readonly version: string };
}

const inProject = (path: string) => new URL(`../../${path}`, import.meta.url);

/** The day of the measurements, or the first and the last. */
function dates(): string {
  const days = MUTATION_PARTS.map((part) =>
    statSync(inProject(resultsOf(part)))
      .mtime.toISOString()
      .slice(0, 10),
  ).sort();
  const [first] = days;
  const last = days[days.length - 1];
  return first === last ? first : `${first} to ${last}`;
}

/** A reason stands for one line: throws unless its file has that line once. */
function checkReasons(): void {
  for (const { file, line } of EQUIVALENT_MUTANTS) {
    const lines = readFileSync(inProject(file), 'utf8').split('\n');
    const count = lines.filter((_, k) => beginsAt(lines, k, line)).length;
    if (count === 1) continue;
    throw new UsageError(
      `equivalent-mutants.ts has a reason for a line that ${file} has ${count} times: ${line}`,
    );
  }
}

await start(async () => {
  createCommand('mutation:report').description('Writes docs/engineering/mutation.md.').parse();
  checkReasons();
  const missing = MUTATION_PARTS.filter((part) => !existsSync(inProject(resultsOf(part))));
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(' ');
    throw new UsageError(`not measured yet: npm run mutation -- ${names}`);
  }
  const parts = MUTATION_PARTS.map(
    (part): Results => JSON.parse(readFileSync(inProject(resultsOf(part)), 'utf8')),
  );
  const files = Object.assign({}, ...parts.map((part) => part.files));
  for (const [path, { source }] of Object.entries<MutationResults['files'][string]>(files)) {
    if (readFileSync(inProject(path), 'utf8') !== source) {
      throw new UsageError(`${path} has changed since it was measured; run npm run mutation`);
    }
  }
  const measured = `Measured with Stryker ${parts[0].framework.version} on ${dates()}`;
  writeFileSync(
    inProject('docs/engineering/mutation.md'),
    mutationPage({ files }, EQUIVALENT_MUTANTS, measured),
  );
  const score = mutationScore(allMutants({ files }));
  console.log(`mutation score ${score.toFixed(1)} %`);
  return score < LEAST_SCORE ? 1 : 0;
});
