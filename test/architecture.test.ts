/** The floors of the house: who may import whom, and what keeps a run a pure function of its configuration. */
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { entriesBelow } from './entries-below.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const FLOORS: Readonly<Record<string, number>> = {
  'checks.ts': 0,
  'user-error.ts': 0,
  'state.ts': 0,
  'random.ts': 0,
  drawing: 0,
  nn: 1,
  env: 1,
  config: 2,
  agent: 3,
  experiment: 4,
  figures: 5,
  cli: 6,
  'index.ts': 6,
  'train.ts': 6,
  'play.ts': 6,
  'sweep.ts': 6,
  'compare.ts': 6,
  'export.ts': 6,
  'bin.ts': 6,
};
const TOP_FLOOR = 6;

interface SourceFile {
  readonly file: string;
  /** Its folder of `src`, or its own name where it lies in none. */
  readonly room: string;
  /** Without comments. */
  readonly code: string;
  /** What it imports: files of this project by their path from the root, modules of others by their name. */
  readonly imports: readonly string[];
}

const filesOf = (folder: string) =>
  entriesBelow(join(root, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));

const roomOf = (file: string) => relative('src', file).split('/')[0];
const floorOf = (file: string) => FLOORS[roomOf(file)];
const isOurs = (imported: string) => imported.startsWith('src/');

function read(file: string): SourceFile {
  const code = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/ .*/gm, '');
  const specifiers = [...code.matchAll(/\b(?:from|import)[\s(]*'([^'\s]+)'/g)].map(([, name]) => name);
  const paths = specifiers.map((name) => name.replace(/\?raw$/, ''));
  const imports = paths.map((name) => (name.startsWith('.') ? join(dirname(file), name) : name));
  return { file, room: roomOf(file), code, imports };
}

function mayImport(file: string, imported: string): boolean {
  if (roomOf(file) === roomOf(imported) || floorOf(imported) < floorOf(file)) return true;
  // The files of floor 0 and the programs are neighbours; `nn` and `env` must not know of each other.
  return floorOf(imported) === floorOf(file) && [0, TOP_FLOOR].includes(floorOf(file));
}

const files = filesOf('src').map(read);
const pure = files.filter(({ file }) => floorOf(file) < TOP_FLOOR);
/** What results depend on. Pictures are drawn from results and rounded. */
const computing = pure.filter(({ file, room }) => room !== 'figures' && !/\bpicture/.test(file));

const importsThat = (rule: (file: string, imported: string) => boolean, of: readonly SourceFile[]) =>
  of.flatMap(({ file, imports }) =>
    imports.filter((imported) => rule(file, imported)).map((imported) => `${file} imports ${imported}`),
  );

const uses = (pattern: RegExp, of: readonly SourceFile[] = pure) =>
  of.flatMap(({ file, code }) => [...code.matchAll(pattern)].map(([found]) => `${file} uses ${found}`));

it('every file of src is on a floor', () => {
  expect(files.length).toBeGreaterThan(30);
  expect(files.map(({ file }) => file).filter((file) => floorOf(file) === undefined)).toEqual([]);
});

it('a file imports from its own folder and the floors under it only', () => {
  expect(importsThat((file, imported) => isOurs(imported) && !mayImport(file, imported), files)).toEqual([]);
});

describe('below the programs', () => {
  it('nothing is imported from npm, Node or elsewhere, but for the axes of figures', () => {
    const draws = (file: string, imported: string) =>
      file.startsWith('src/figures/') && /^d3-/.test(imported);
    expect(importsThat((file, imported) => !isOurs(imported) && !draws(file, imported), pure)).toEqual([]);
  });

  it('nothing asks chance, the clock or the machine', () => {
    const machine = /\bMath\.random\b|\b(?:Date|performance|crypto|process|console|globalThis|document)\b/g;
    expect(uses(machine)).toEqual([]);
  });

  it('nothing calls a function whose last bit differs between engines', () => {
    // IEEE 754 leaves no choice about the root; min, max, rounding and signs have nothing to round.
    const inexact = /\bMath\.(?!abs|ceil|floor|fround|imul|max|min|round|sign|sqrt|trunc|PI\b|random)\w+/g;
    expect(uses(inexact, computing)).toEqual([]);
    expect(uses(/\b(?:a?(?:sin|cos|tan)h?|exp|log|pow|cbrt|hypot)\b[^={}]*\} = Math\b/g, computing)).toEqual(
      [],
    );
    // A power of two written out is a constant; any other is Math.pow in disguise.
    expect(uses(/(?<!\b2 )\*\*=? /g, computing)).toEqual([]);
  });
});

it('the example that shows it all in one file needs random numbers and a pole, and nothing else', () => {
  expect(read('examples/dqn.ts').imports).toEqual(['src/env/cart-pole/cart-pole.ts', 'src/random.ts']);
});

describe('no program destroys what it did not write', () => {
  /** Whatever a program may import of Node to look at files; all else can change some. */
  const LOOKING = ['existsSync', 'readdirSync', 'readFileSync', 'readSync', 'readlinkSync', 'statSync'];
  const OPENING = ['openSync', 'closeSync'];
  const importedFrom = (module: string, of: readonly SourceFile[]) =>
    of.flatMap(({ file, code }) =>
      [...code.matchAll(new RegExp(`import (?:type )?\\{([^}]*)\\} from '${module}'`, 'g'))].flatMap(
        ([, names]) =>
          names.split(',').flatMap((name) => (name.trim() === '' ? [] : [{ file, name: name.trim() }])),
      ),
    );
  const modules = files.filter(({ imports }) => imports.some((name) => /^(?:node:)?fs\b/.test(name)));

  it('files are changed in two modules only', () => {
    const changing = importedFrom('node:fs', files).filter(
      ({ name }) => ![...LOOKING, ...OPENING].includes(name),
    );
    expect([...new Set(changing.map(({ file }) => file))].sort()).toEqual([
      'src/cli/files.ts',
      'src/cli/folder-lock.ts',
    ]);
    const elsewhere = modules.filter(({ file }) => !changing.some((one) => one.file === file));
    // To set the time of a lock anew.
    expect(uses(/openSync\((?![^()]*, 'r'\))[^)]*\)/g, elsewhere)).toEqual([
      "src/cli/heartbeat.ts uses openSync(path, 'r+')",
    ]);
  });

  it('no module of files is reached in another way', () => {
    const whole =
      /(?:\* as \w+ from|import\w* \w+ from|import\(|require\(|getBuiltinModule\()\s*'(?:node:)?fs\b/g;
    // Its thread.
    expect(uses(whole, files)).toEqual(["src/cli/heartbeat.ts uses require('node:fs"]);
    expect(importsThat((_, imported) => /^(?:node:fs\/|fs\b)/.test(imported), files)).toEqual([]);
  });

  it('a file is removed only as one of ours', () => {
    const importers = files.filter(({ code }) => /\bremoveFile\b/.test(code)).map(({ file }) => file);
    expect(importers.sort()).toEqual(['src/cli/files.ts', 'src/cli/own-folder.ts']);
  });

  it('scripts and benchmarks remove or rename only folders that they have made', () => {
    const others = ['scripts', 'bench', 'museum'].flatMap(filesOf).map(read);
    const destroying = importedFrom('node:fs(?:/promises)?', others).filter(({ name }) =>
      /^(?:rm|rmdir|unlink|rename|f?truncate)(?:Sync)?$/.test(name),
    );
    expect([...new Set(destroying.map(({ file }) => file))]).toEqual(['scripts/temporary-folder.ts']);
  });
});

it('no code and no address is made by pasting', () => {
  const all = ['src', 'scripts', 'bench', 'museum', 'examples', 'web', 'test'].flatMap(filesOf).map(read);
  const pasted = /[`'"](?:data:text\/javascript|file:\/\/)|\bimport\(`|\bnew Function\b/g;
  expect(
    uses(
      pasted,
      all.filter(({ file }) => file !== 'test/architecture.test.ts'),
    ),
  ).toEqual([]);
});

describe('the page', () => {
  // How it is built is no part of it.
  const page = filesOf('web')
    .filter((file) => file !== 'web/vite.config.ts')
    .map(read);
  const byName = new Map(files.map((file) => [file.file, file]));

  /** All modules of Node that a file of `src` needs, by itself or through what it imports. */
  function nodeModulesOf(file: string, seen = new Set<string>()): string[] {
    if (seen.has(file)) return [];
    seen.add(file);
    if (file.startsWith('node:')) return [file];
    return (byName.get(file)?.imports ?? []).flatMap((imported) => nodeModulesOf(imported, seen));
  }

  it('draws and asks: it imports the parts of src that know no Node and no terminal', () => {
    expect(page.length).toBeGreaterThan(30);
    const mayShow = (imported: string) =>
      floorOf(imported) < TOP_FLOOR && nodeModulesOf(imported).length === 0;
    expect(importsThat((_, imported) => isOurs(imported) && !mayShow(imported), page)).toEqual([]);
  });

  it('takes nothing from elsewhere but the museum', () => {
    const own = (imported: string) => isOurs(imported) || /^(?:web\/|museum[/:])/.test(imported);
    expect(importsThat((_, imported) => !own(imported), page)).toEqual([]);
  });

  it('is known to nothing in src', () => {
    expect(importsThat((_, imported) => /^web\b|^\.\.\/web/.test(imported), files)).toEqual([]);
  });

  it('knows a task by name only in its views, and in the chapters, which are about one', () => {
    const others = page.filter(({ file }) => !/^web\/(?:tasks|chapters)\//.test(file));
    expect(page.length - others.length).toBeGreaterThan(20);
    expect(uses(A_TASK, others)).toEqual([]);
    // Words of a task that names of files and comments would not give away.
    expect(uses(/\b(?:pole|paddle|torque)\b/gi, others)).toEqual([]);
  });

  it('talks to the worker in one place', () => {
    const panes = page.filter(({ file }) => file !== 'web/lab.ts' && !file.startsWith('web/worker/'));
    expect(uses(/\bnew Worker\b|\bpostMessage\b|\bonmessage\b/g, panes)).toEqual([]);
    expect(importsThat((_, imported) => imported.startsWith('web/worker/'), panes)).toEqual([]);
  });

  it('makes no HTML or code out of text, asks nobody for anything, and leaves chance to seeds', () => {
    const html = /\b(?:innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|document\.write)\b/g;
    expect(uses(html, page)).toEqual([]);
    expect(uses(/\beval\b|\bnew Function\b|\bset(?:Timeout|Interval)\('/g, page)).toEqual([]);
    expect(uses(/\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon)\b/g, page)).toEqual([]);
    expect(uses(/\bMath\.random\b|\bcrypto\b/g, page)).toEqual([]);
  });
});

it('the picture in docs/architecture.md shows what imports what', () => {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const drawn = [...page.matchAll(/^ {2}(\w+) --> (\w+)$/gm)].map(([, from, to]) => `${from} -> ${to}`);
  const isRoom = (room: string) => !room.endsWith('.ts');
  const edges = files.flatMap(({ room, imports }) =>
    imports.filter(isOurs).map((imported) => [room, roomOf(imported)] as const),
  );
  const found = edges.filter(([from, to]) => from !== to && isRoom(from) && isRoom(to));
  expect(drawn).toEqual([...new Set(found.map(([from, to]) => `${from} -> ${to}`))].sort());
});

/** However it is written. */
const A_TASK = /\b(?:CartPole|cart-pole|cartPole|MountainCar|mountain-car|Acrobot|Breakout)/gi;

it('only env/<task>/ and the registry know a task by name', () => {
  const inside =
    /^src\/env\/(?:cart-pole|mountain-car|acrobot|breakout)\/|^src\/env\/(?:registry|task-ids)\.ts$|^src\/index\.ts$/;
  const named = files.filter(({ file }) => !inside.test(file) && !file.startsWith('src/config/'));
  expect(named.length).toBeGreaterThan(50);
  expect(uses(A_TASK, named)).toEqual([]);
});

it('every folder of src has tests in the folder of test with the same name', () => {
  const folders = new Set(files.filter(({ file, room }) => file !== `src/${room}`).map(({ room }) => room));
  const tested = filesOf('test').filter((file) => file.endsWith('.test.ts'));
  const isTested = (folder: string) => tested.some((file) => file.startsWith(`test/${folder}/`));
  expect([...folders].filter((folder) => !isTested(folder))).toEqual([]);
});
