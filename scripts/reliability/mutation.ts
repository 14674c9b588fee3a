/**
 * `npm run mutation`: puts small bugs into the source, part by part (`mutation-parts.ts`), and sees whether the tests find them.
 * `stryker.config.mjs` has the settings. The results stay in `.stryker/`, where `npm run mutation:report` finds them.
 */
import { availableParallelism } from 'node:os';
import { Stryker } from '@stryker-mutator/core';
import { numberBetween } from '../../src/cli/number-between.ts';
import { createCommand, UsageError } from '../../src/cli/program.ts';
import { start } from '../../src/cli/start.ts';
import { MUTATION_PARTS, resultsOf } from './mutation-parts.ts';

interface Options {
  readonly concurrency: number;
  readonly force: boolean;
}

await start(async () => {
  const command = createCommand('mutation')
    .description('Puts small bugs into the source and sees whether the tests find them.')
    .argument('[parts...]', `Which parts, of ${MUTATION_PARTS.map(({ name }) => name).join(', ')}.`)
    .option(
      '--concurrency <n>',
      'Mutants tried at once.',
      numberBetween('--concurrency', 1, 64, 'an integer'),
      availableParallelism(),
    )
    .option('--force', 'Try every mutant, also those whose result is known.', false)
    .parse();
  const { concurrency, force } = command.opts<Options>();
  for (const name of command.args) {
    if (!MUTATION_PARTS.some((part) => part.name === name))
      throw new UsageError(`there is no part ${name}; --help lists them`);
  }
  const parts = MUTATION_PARTS.filter(({ name }) => command.args.length === 0 || command.args.includes(name));
  for (const part of parts) {
    console.log(`\n${part.name}`);
    // For vitest.mutation.config.ts, in the processes that Stryker starts.
    process.env.MUTATION_TESTS = part.tests.join(' ');
    await new Stryker({
      mutate: [...part.sources],
      incrementalFile: resultsOf(part),
      concurrency,
      force,
    }).runMutationTest();
  }
  return 0;
});
