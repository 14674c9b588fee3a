/** The tests that judge mutants: those that `MUTATION_TESTS` names, separated by spaces. */
import { join, relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * First the tests of the mutated file itself, then those of its folder, then the others: most mutants are found by the first,
 * and the tests end there. Vitest would begin with the slowest.
 */
class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root, related } = this.ctx.config;
    const [mutated = ''] = related ?? [];
    const own = join('test', relative(join(root, 'src'), mutated)).replace(/\.ts$/, '.test.ts');
    const distance = ({ moduleId }: TestSpecification) => {
      const file = relative(root, moduleId);
      if (file === own) return 0;
      return folderOf(file) === folderOf(own) ? 1 : 2;
    };
    return files.sort((a, b) => distance(a) - distance(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

const folderOf = (file: string) => file.slice(0, file.lastIndexOf('/'));

export default defineConfig({
  test: {
    include: process.env.MUTATION_TESTS?.split(' ') ?? [],
    setupFiles: ['test/setup.ts', 'test/mutation-setup.ts'],
    testTimeout: 60_000,
    // One thread for all test files of a mutant: a thread of its own for each would take most of the time. The next mutant
    // has a new one.
    isolate: false,
    sequence: { sequencer: NearestFirst },
  },
});
