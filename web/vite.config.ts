/** The lab as a static folder that works from any path of any host. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { museumPlugin } from '../museum/vite-plugin.ts';
import { OwnFolder } from '../src/cli/own-folder.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Where the lab goes if nothing else is asked for. All that lies there is an earlier build. */
const OUT_DIR = path('../dist/web');

/** What the page may do: run its own scripts and WebAssembly, and nothing that comes from or goes to anywhere else. */
const POLICY = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'worker-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

/** The development server puts styles into the page and tells it of changes. */
const DEVELOPMENT_POLICY = { ...POLICY, 'style-src': "'self' 'unsafe-inline'", 'connect-src': "'self'" };

function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    transformIndexHtml(_, { server }) {
      const policy = Object.entries(server ? DEVELOPMENT_POLICY : POLICY);
      const content = policy.map((directive) => directive.join(' ')).join('; ');
      // Before everything else: it holds for what comes after it.
      return [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content },
          injectTo: 'head-prepend',
        },
      ];
    },
  };
}

/**
 * Builds the worker together with the page: of itself Vite builds it apart, with a second copy of `src`, which would double
 * what is loaded.
 */
function workerBesideThePage(): Plugin {
  return {
    name: 'worker-beside-the-page',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      const worker = /new URL\('([^']+\.worker\.ts)', import\.meta\.url\)/g;
      return code.replace(worker, (_, file) => {
        const chunk = this.emitFile({ type: 'chunk', id: resolve(dirname(id), file) });
        return `import.meta.ROLLUP_FILE_URL_${chunk}`;
      });
    },
  };
}

/** What is a wing of its own: it is loaded when it is opened. */
const LATER = path('./museum/museum-rooms.ts');

/**
 * Has the browser fetch at once what is imported only when it is needed, so that a page that loses its network stays whole; all but
 * the museum.
 */
function everythingAtOnce(): Plugin {
  return {
    name: 'everything-at-once',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const needed = new Set<string>();
        const need = (name: string) => {
          const file = bundle[name];
          if (file?.type !== 'chunk' || needed.has(name) || file.facadeModuleId === LATER) return;
          needed.add(name);
          file.imports.forEach(need);
        };
        for (const file of Object.values(bundle)) {
          if (file.type === 'chunk') file.dynamicImports.forEach(need);
        }
        const later = [...needed].filter((name) => !html.includes(name));
        return later.map((name) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', href: `./${name}` },
          injectTo: 'body' as const,
        }));
      },
    },
  };
}

/** The pictures of tasks for terminals and files stay away: the page draws tasks on a canvas. */
function noTaskPictures(): Plugin {
  return {
    name: 'no-task-pictures',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      return /\/env\/[^/]+\/task\.ts$/.test(id) ? code.replace(/^ *loadPicture: async .*$/m, '') : null;
    },
  };
}

/** Empties no folder but its own, and builds into another only if that is new or empty, or holds the lab. */
function nothingOfOthers(): Plugin {
  return {
    name: 'nothing-of-others',
    apply: 'build',
    config: ({ build }) => ({ build: { emptyOutDir: resolve(path('.'), build?.outDir ?? '') === OUT_DIR } }),
    configResolved({ root, build: { outDir, emptyOutDir } }) {
      const folder = resolve(root, outDir);
      if (emptyOutDir || !existsSync(folder) || holdsLab(folder)) return;
      const foreign = new OwnFolder(folder, []).foreignFile(false);
      if (foreign === null) return;
      throw new Error(
        `${folder} does not hold the lab but other files, such as ${foreign}; give --outDir another folder`,
      );
    },
  };
}

function holdsLab(folder: string): boolean {
  const title = (file: string) => /<title>[^<]*<\/title>/.exec(readFileSync(file, 'utf8'))?.[0];
  const page = join(folder, 'index.html');
  return existsSync(page) && title(page) === title(path('index.html'));
}

/** Makes the package smaller: the command `lab`, which serves these files, decompresses them. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    closeBundle() {
      for (const name of readdirSync(OUT_DIR, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(?:html|css|js)$/.test(name)) continue;
        const file = join(OUT_DIR, name);
        writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file)));
        rmSync(file);
      }
    },
  };
}

const PACKAGED = [{ find: /^(.*)\/train-command\.ts$/, replacement: '$1/train-command-packaged.ts' }];

export default defineConfig(({ mode }) => ({
  root: path('.'),
  base: './',
  resolve: { alias: mode === 'package' ? PACKAGED : [] },
  plugins: [
    nothingOfOthers(),
    contentSecurityPolicy(),
    museumPlugin(path('..'), 'web/worker/training.worker.ts'),
    workerBesideThePage(),
    noTaskPictures(),
    everythingAtOnce(),
    ...(mode === 'package' ? [compressed()] : []),
  ],
  build: {
    outDir: OUT_DIR,
    target: 'es2023',
    license: { fileName: 'licenses.md' },
    modulePreload: { polyfill: false },
  },
  server: { host: '127.0.0.1', fs: { allow: [path('..')] } },
}));
