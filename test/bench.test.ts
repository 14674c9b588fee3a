import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { measureAllocation } from '../bench/allocation.ts';
import { findDifferences, formatComparison } from '../bench/comparison.ts';
import { backwardFlops, forwardFlops, SIZES } from '../bench/fixtures.ts';
import { chooseBatch, measureRow } from '../bench/harness.ts';
import { type Figures, type Results, readResults } from '../bench/results.ts';
import { FIGURE_COLUMNS, formatFigure, formatFigures, formatTitles } from '../bench/table.ts';
import { UsageError } from '../src/cli/program.ts';

function figures(name: string, changes: Partial<Figures> = {}): Figures {
  return {
    group: 'Group',
    name,
    medianMicroseconds: 10,
    madMicroseconds: 0.5,
    p99Microseconds: 20,
    samples: 100,
    batch: 16,
    gigaflops: null,
    allocatedBytes: 0,
    allocationOperations: 1000,
    ...changes,
  };
}

function results(rows: Figures[], changes: Partial<Results> = {}): Results {
  return {
    machine: { cpu: 'A processor', platform: 'linux-x64', node: '20.1.0', v8: '11.3' },
    commit: { hash: '0123456789abcdef', dirty: true },
    kernels: 'simd',
    date: '2024-01-02T03:04:05.678Z',
    rows,
    ...changes,
  };
}

describe('measuring a row', () => {
  test('a row is prepared once, with the kernels asked for, and its figures are those of one operation', () => {
    const prepared: string[] = [];
    let operations = 0;
    let kept: number[] = [];
    const row = {
      group: 'Group',
      name: 'count',
      flops: 30_000,
      prepare(kernels: string) {
        prepared.push(kernels);
        return (count: number) => {
          for (let n = 0; n < count; n++) {
            operations++;
            kept = new Array(1000).fill(n);
          }
          return kept.length;
        };
      },
    };
    // A clock by which every operation takes 10 µs.
    const measured = measureRow(row, 100, 'readable', () => operations / 100);
    expect(prepared).toEqual(['readable']);
    expect(measured.batch).toBe(32);
    expect(measured.samples * measured.batch).toBeGreaterThanOrEqual(10_000);
    expect(measured.medianMicroseconds).toBeCloseTo(10, 6);
    expect(measured.madMicroseconds).toBeCloseTo(0, 6);
    expect(measured.p99Microseconds).toBeCloseTo(10, 6);
    expect(measured.gigaflops).toBeCloseTo(3, 6);
    expect(measured.allocationOperations).toBe(5000);
    expect(measured.allocatedBytes).toBeGreaterThan(8000);
    expect(measured.allocatedBytes).toBeLessThan(8200);
  });

  test('the clock of the machine is used where no other is given', () => {
    const values = new Float32Array(16);
    const run = (count: number) => {
      for (let n = 0; n < count; n++) values[n & 15] += 1;
      return values[0];
    };
    const measured = measureRow({ group: 'Group', name: 'add', prepare: () => run }, 1, 'readable');
    expect(measured.medianMicroseconds).toBeGreaterThan(0);
    expect(measured.p99Microseconds).toBeGreaterThanOrEqual(measured.medianMicroseconds);
    expect(measured.gigaflops).toBeNull();
  });

  test('a batch grows until it lasts long enough for the clock, and the warm-up is over', () => {
    let time = 0;
    const batches: number[] = [];
    // 0.01 ms an operation: 16 do not reach 0.2 ms, 32 do.
    const run = (count: number) => {
      batches.push(count);
      time += 0.01 * count;
      return 0;
    };
    expect(chooseBatch(run, 1, () => time)).toBe(32);
    expect(batches.slice(0, 6)).toEqual([1, 2, 4, 8, 16, 32]);
    expect(time).toBeGreaterThanOrEqual(1);
  });

  test('an error inside an operation is not taken for a figure', () => {
    const row = {
      group: 'Group',
      name: 'fails',
      prepare: () => () => {
        throw new Error('broken');
      },
    };
    expect(() => measureRow(row, 1, 'readable')).toThrow('broken');
  });
});

describe('measuring memory', () => {
  // Repeated, because on a busy machine the compiler may be late, and interpreted code keeps its numbers on the heap.
  test('an operation that allocates nothing takes no bytes', { retry: 5 }, () => {
    const values = new Float32Array(16);
    const run = (count: number) => {
      for (let n = 0; n < count; n++) values[n & 15] += 1;
      return values[0];
    };
    run(100_000);
    expect(measureAllocation(run, 100_000)).toBe(0);
  });

  test('garbage is counted, also what a collection in between has taken away', () => {
    let kept: number[] = [];
    const run = (count: number) => {
      for (let n = 0; n < count; n++) kept = new Array(1000).fill(n);
      return kept.length;
    };
    run(1000);
    // 8 bytes an entry, and two headers. 80 MB do not fit into the young generation: it is collected on the way.
    const perOperation = measureAllocation(run, 10_000) / 10_000;
    expect(perOperation).toBeGreaterThan(8000);
    expect(perOperation).toBeLessThan(8200);
  });
});

describe('floating-point operations', () => {
  test('a pass forward is two for each weight and row, a pass backward as many for each gradient that is needed', () => {
    const [small] = SIZES;
    const weights = 4 * 24 + 24 * 24 + 24 * 2;
    expect(forwardFlops(small)).toBe(2 * 32 * weights);
    expect(backwardFlops(small)).toBe(2 * 32 * (weights + 24 * 24 + 24 * 2));
  });
});

describe('the table', () => {
  test('figures have three digits that count, or all those before the point', () => {
    const small = [0, 1.234e-9, 0.0061234, 0.5, 1.2345, 9.996].map(formatFigure);
    expect(small).toEqual(['0', '1.23e-9', '0.00612', '0.500', '1.23', '10.0']);
    const large = [45.67, 99.96, 789.4, 999.4, 999.6, 1234567].map(formatFigure);
    expect(large).toEqual(['45.7', '100', '789', '999', '1 000', '1 234 567']);
  });

  test('every figure that a file may hold can be shown', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), (value) => {
        const shown = Number(formatFigure(value).replaceAll(' ', ''));
        expect(Math.abs(shown - value)).toBeLessThanOrEqual(0.006 * value);
      }),
      { examples: [[5e-324], [1e-6], [9.999e-7], [1e300]] },
    );
  });

  test('columns are aligned and at most 100 characters wide', () => {
    const line = formatFigures(figures('a row', { medianMicroseconds: 3_736_152, gigaflops: 25.5 }));
    expect(line).toHaveLength(formatTitles(FIGURE_COLUMNS).length);
    expect(line.length).toBeLessThanOrEqual(100);
  });
});

describe('comparing two files of results', () => {
  const before = results([figures('same'), figures('faster'), figures('gone')]);
  const after = results([
    figures('same', { medianMicroseconds: 10.9 }),
    figures('faster', { medianMicroseconds: 4 }),
    figures('new'),
  ]);

  test('rows are matched by name, and those of one file only are kept', () => {
    const lines = formatComparison(before, after).split('\n');
    const row = (name: string) =>
      lines
        .find((line) => line.trim().startsWith(name))
        ?.trim()
        .split(/\s{2,}/);
    expect(row('faster')).toEqual(['faster', '10.0', '4.00', '0.400']);
    expect(row('new')).toEqual(['new', '–', '10.0', '–']);
    expect(row('gone')).toEqual(['gone', '10.0', '–', '–']);
  });

  test('a difference within both spreads together is marked', () => {
    const marked = formatComparison(before, after)
      .split('\n')
      .filter((line) => line.includes('≈'));
    expect(marked).toHaveLength(1);
    expect(marked[0]).toMatch(/same .* ≈ 1\.090$/);
  });

  test('another CPU and another Node version are pointed out, another commit is not', () => {
    expect(findDifferences(before, results([], { commit: null }))).toEqual([]);
    const machine = { ...before.machine, cpu: 'Another processor', node: '24.0.0' };
    const [cpu, node] = findDifferences(before, results([], { machine }));
    expect(cpu).toContain('A processor; Another processor');
    expect(node).toContain('20.1.0; 24.0.0');
  });

  describe('read from disk', () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'bench-'));
    });
    afterAll(() => {
      rmSync(folder, { recursive: true });
    });

    function write(name: string, content: string): string {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    }
    const compare = (...paths: string[]) =>
      spawnSync(process.execPath, ['--import', 'tsx', 'bench/compare.ts', ...paths], { encoding: 'utf8' });

    test('what is written is read', () => {
      expect(readResults(write('good.json', JSON.stringify(before)))).toEqual(before);
    });

    test('a file that is not JSON, or JSON of another kind, is refused by name', () => {
      const text = write('text.json', '{"rows": [');
      expect(() => readResults(text)).toThrow(UsageError);
      expect(() => readResults(text)).toThrow(`${text} is not JSON`);
      const other = write(
        'other.json',
        JSON.stringify({ ...before, rows: [{ ...before.rows[0], batch: 'x' }] }),
      );
      expect(() => readResults(other)).toThrow(UsageError);
      expect(() => readResults(other)).toThrow('at rows.0.batch');
    });

    test('a file that is far too large is not read', () => {
      const path = write('large.json', '');
      truncateSync(path, 600_000_000);
      expect(() => readResults(path)).toThrow(`${path} has 600000000 bytes; expected at most 10000000`);
      expect(() => readResults(folder)).toThrow(`${folder} is not a regular file`);
    });

    test('what a terminal would obey, and what has no end of levels, is refused', () => {
      const name = write('name.json', JSON.stringify(results([figures('\u001b[2J')])));
      expect(() => readResults(name)).toThrow('there are control characters in it at rows.0.name');
      const deep = write('deep.json', `{"rows":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
      expect(() => readResults(deep)).toThrow(`${deep} is not JSON`);
    });

    test('the program prints the table to standard output and warnings to standard error', () => {
      const machine = { ...after.machine, node: '24.0.0' };
      const a = write('a.json', JSON.stringify(before));
      const b = write('b.json', JSON.stringify({ ...after, machine }));
      const { status, stdout, stderr } = compare(a, b);
      expect(status).toBe(0);
      expect(stdout).toContain('commit 0123456789, changed');
      expect(stdout).toMatch(/faster +10\.0 +4\.00 +0\.400/);
      expect(stderr).toMatch(/^warning: the Node version differs \(20\.1\.0; 24\.0\.0\).*\n$/);
    });

    test('a missing file ends the program with one line and code 2', () => {
      const { status, stdout, stderr } = compare(join(folder, 'missing.json'), join(folder, 'missing.json'));
      expect(status).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^error: .*missing\.json: there is no such file or folder; check the path\n$/);
    });
  });
});
