/**
 * Bundles the programs once for all tests that start them: a bundle starts in a sixth of the time that tsx takes to compile and
 * load the source.
 */
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { PROGRAM_NAMES } from './programs.ts';

export default async function setup(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'programs-'));
  // As they stand in a checkout: two folders below package.json, with the packages of the project.
  const outDir = join(folder, 'dist');
  copyFileSync('package.json', join(folder, 'package.json'));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
  await build({
    configFile: resolve('scripts/bin.config.ts'),
    mode: 'checkout',
    logLevel: 'warn',
    build: {
      outDir,
      rolldownOptions: {
        input: Object.fromEntries(PROGRAM_NAMES.map((name) => [name, resolve(`src/${name}.ts`)])),
        // Puts bugs into the source, which a bundle does not have.
        external: /museum\/loading\.ts$/,
      },
    },
  });
  process.env.BUNDLED_PROGRAMS = join(outDir, 'bin');
  return () => rmSync(folder, { recursive: true });
}
