/**
 * The reports in docs/reports follow from the results that lie beside them: made again, they have the same bytes.
 *
 * A folder without a report is a sweep that still runs.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SweepFolder } from '../src/cli/sweep/folder.ts';
import { makeReport, writeReport } from '../src/cli/sweep/report.ts';
import { FIGURE_FOLDER } from '../src/cli/sweep/report-document.ts';
import { runProgram } from './programs.ts';

const REPORTS = fileURLToPath(new URL('../docs/reports', import.meta.url));
const SOURCES = ['sweep.json', 'results.jsonl', 'curves.jsonl', 'timings.jsonl'];

const names = readdirSync(REPORTS).filter((name) => existsSync(join(REPORTS, name, 'report.md')));

/** The text of each file of a report by its path in the folder. */
function readReport(folder: string): Record<string, string> {
  const figures = readdirSync(join(folder, FIGURE_FOLDER)).sort();
  const files = ['report.md', ...figures.map((name) => join(FIGURE_FOLDER, name))];
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

describe.each(names)('docs/reports/%s', (name) => {
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'report-'));
    for (const file of SOURCES) cpSync(join(REPORTS, name, file), join(copy, file));
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  it('says what its results say', () => {
    const folder = SweepFolder.read(copy);
    expect(folder.remaining).toEqual([]);
    writeReport(copy, makeReport(folder));
    const [committed, made] = [readReport(join(REPORTS, name)), readReport(copy)];
    expect(Object.keys(made)).toEqual(Object.keys(committed));
    for (const [file, text] of Object.entries(made)) {
      // Not `toBe`, which would print a whole page where a single word differs.
      expect(text === committed[file], `${name}/${file} differs; make the report again`).toBe(true);
    }
  });
});

describe('docs/reports/search/cart-pole', () => {
  const own = join(REPORTS, 'search', 'cart-pole');
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'report-'));
    cpSync(own, copy, { recursive: true });
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  it('says what its results say', async () => {
    const { sessions } = JSON.parse(readFileSync(join(own, 'rung-1', 'sweep.json'), 'utf8'));
    const [, flags] = /src\/sweep\.ts (.*) --out /.exec(sessions[0].command) as RegExpExecArray;
    const args = [...flags.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);
    const { code, out } = await runProgram('sweep', ...args, '--out', copy);
    expect(code).toBe(0);
    expect(out).not.toContain('runs done');
    const [committed, made] = [own, copy].map((folder) => ({
      ...readReport(folder),
      'candidates.csv': readFileSync(join(folder, 'candidates.csv'), 'utf8'),
    }));
    for (const [file, text] of Object.entries(made)) {
      expect(text === committed[file as keyof typeof made], `${file} differs; make the report again`).toBe(
        true,
      );
    }
  });
});
