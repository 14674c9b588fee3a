/** What stands in several files of the repository is the same in all of them. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const { version, engines, allowScripts } = JSON.parse(read('package.json'));

it('npm ci asks about no install script: each is allowed or denied', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  const withScript = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = withScript.map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect(names.filter((name) => !(name in allowScripts))).toEqual([]);
});

it('CITATION.cff names the version of the package', () => {
  expect(/^version: (.*)$/m.exec(read('CITATION.cff'))?.[1]).toBe(version);
});

it('.nvmrc names a Node that the package supports', () => {
  expect(engines.node).toContain(`>=${read('.nvmrc').trim()}.`);
});
