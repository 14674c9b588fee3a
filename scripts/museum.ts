/**
 * `npm run museum`: puts every form of every bug of the museum into a copy of the project, demands that its test turns red and for no
 * other reason, and writes `docs/silent-bugs.md`.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MUSEUM } from '../museum/bugs.ts';
import { readMeasurements } from '../museum/measurement.ts';
import { museumPage } from '../museum/page.ts';
import { numberBetween } from '../src/cli/number-between.ts';
import { createCommand, runProgram } from '../src/cli/program.ts';
import { chosenBugs } from './chosen-bugs.ts';
import { checkGreen, describeFailure, type Trial, tryEach } from './planting.ts';

const PAGE = fileURLToPath(new URL('../docs/silent-bugs.md', import.meta.url));

await runProgram(async (stop) => {
  const command = createCommand('museum')
    .description('Puts known bugs into copies of the project, and sees whether their tests turn red.')
    .argument('[ids...]', 'Which bugs; all without them, and only then the page is written.')
    .option('--workers <n>', 'Bugs tried at once.', numberBetween('--workers', 1, 64, 'an integer'), 2)
    .parse();
  const { workers } = command.opts<{ workers: number }>();
  const { args: ids } = command;
  const forms = chosenBugs(ids).flatMap((bug) =>
    bug.forms.map(({ how, patches, test = bug.test }) => ({
      id: `${bug.id}: ${how}`,
      patches,
      tests: [test.file],
      testName: test.name,
    })),
  );
  await checkGreen([...new Set(forms.flatMap(({ tests }) => tests))], stop);
  const problems: string[] = [];
  await tryEach(forms, { workers, stop }, ({ id, testName }, trial) => {
    const problem = problemOf(testName, trial);
    console.log(`${problem === null ? 'red' : `NOT AS EXPECTED (${problem})`}  ${id}`);
    if (problem !== null) problems.push(id);
  });
  if (stop.aborted) return 1;
  if (ids.length === 0) writeFileSync(PAGE, museumPage(MUSEUM, readMeasurements()));
  console.log(`${forms.length - problems.length} of ${forms.length} forms turn their test red`);
  return problems.length === 0 ? 0 : 1;
});

/** What is wrong with a trial in which one test ran; null if that test was red because it saw something wrong. */
function problemOf(testName: string, { failures, ended }: Trial): string | null {
  if (!ended) return 'it did not end';
  const [first] = failures;
  if (first === undefined) return `"${testName}" stays green`;
  return first.test === testName && first.isAssertion ? null : describeFailure(first);
}
