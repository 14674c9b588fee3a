/**
 * The programs of the package, bundled so that they start fast and need no package besides. The build empties `dist` first. In the
 * mode `checkout` they behave as their source does; tests start them.
 */
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type Rolldown } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * Bundles the modules that run in threads, which are named by their addresses. Each becomes a file with the name of its folder and
 * its own, beside the module that names it.
 */
function threads(): Plugin {
  return {
    name: 'threads',
    enforce: 'pre',
    transform(code, id) {
      return code.replace(/(?<=new URL\('\.\/)([^']+)\.ts(?=', import\.meta\.url\))/g, (_, name) => {
        const file = `${basename(dirname(id))}-${name}.js`;
        this.emitFile({ type: 'chunk', id: resolve(dirname(id), `${name}.ts`), fileName: `bin/${file}` });
        return file;
      });
    },
  };
}

/** Puts what a program loads before it has read its flags into one file, which is there sooner than twenty. */
function flagsInOneFile(): Rolldown.CodeSplittingGroup {
  const needed = new Set([path('../src/cli/train-arguments.ts')]);
  return {
    debugName: 'flags',
    name(module, context) {
      for (const id of needed) {
        for (const imported of context.getModuleInfo(id)?.importedIds ?? []) needed.add(imported);
      }
      return needed.has(module) ? 'flags' : null;
    },
  };
}

const PACKAGED = [{ find: /^(.*)\/checkout\.ts$/, replacement: '$1/packaged.ts' }];

export default defineConfig(({ mode }) => ({
  root: path('..'),
  publicDir: false,
  plugins: [threads()],
  resolve: { alias: mode === 'checkout' ? [] : PACKAGED },
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: 'node20',
    outDir: path('../dist'),
    emptyOutDir: true,
    license: { fileName: 'bin/licenses.md' },
    rolldownOptions: {
      // tinypool starts its threads with a file that it expects under this path beside itself.
      input: {
        dqn: path('../src/bin.ts'),
        'entry/worker': path('../node_modules/tinypool/dist/entry/worker.js'),
      },
      output: {
        entryFileNames: 'bin/[name].js',
        chunkFileNames: 'bin/[name].js',
        codeSplitting: { groups: [flagsInOneFile()] },
        // Names of functions and classes stay, for the stack traces of faults.
        minify: {
          compress: true,
          mangle: { toplevel: false, keepNames: { function: true, class: true } },
          codegen: true,
        },
      },
    },
  },
}));
