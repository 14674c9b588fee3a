/** The lab as a static folder that works from any path of any host. */
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

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

/** Has the browser fetch at once what is imported only when it is needed, so that a page that loses its network stays whole. */
function everythingAtOnce(): Plugin {
  return {
    name: 'everything-at-once',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const needed = new Set<string>();
        const need = (name: string) => {
          const file = bundle[name];
          if (file?.type !== 'chunk' || needed.has(name)) return;
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

export default defineConfig({
  root: path('.'),
  base: './',
  plugins: [contentSecurityPolicy(), workerBesideThePage(), everythingAtOnce()],
  build: {
    outDir: path('../dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
  },
  server: { host: '127.0.0.1', fs: { allow: [path('..')] } },
});
