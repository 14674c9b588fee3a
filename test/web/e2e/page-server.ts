/** The built page on a web server as plain as can be: files with their types, and no header that helps the page. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { build } from 'vite';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** The page must not mind where it lies. */
const SUB_PATH = '/some/where/';

export interface PageServer {
  /** The address of the page. */
  readonly address: string;
  close(): void;
}

export async function buildPage(folder: string): Promise<void> {
  await build({ root: 'web', logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } });
}

export async function servePage(folder: string): Promise<PageServer> {
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const name = pathname === SUB_PATH ? 'index.html' : pathname.slice(SUB_PATH.length);
    const file = join(folder, name);
    if (!pathname.startsWith(SUB_PATH) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${SUB_PATH}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
