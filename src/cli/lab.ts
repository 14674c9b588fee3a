/** What `dqn.ts lab` does: serves the built lab on this machine until it is stopped. */
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { HOW_TO_GET_LAB, LAB_FOLDER } from './checkout.ts';
import type { LabArguments } from './lab-arguments.ts';
import { UsageError } from './program.ts';

const HOST = '127.0.0.1';
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
};

/**
 * The files of the lab by the paths that a browser asks for. They are read at once, so nothing else can be asked for. In the package
 * they are compressed.
 */
function readLab(): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const names = existsSync(LAB_FOLDER) ? readdirSync(LAB_FOLDER, { recursive: true, encoding: 'utf8' }) : [];
  for (const name of names.map((name) => name.replaceAll('\\', '/'))) {
    if (!/\.\w+$/.test(name)) continue;
    const bytes = readFileSync(new URL(name, LAB_FOLDER));
    const content = name.endsWith('.br') ? brotliDecompressSync(bytes) : bytes;
    files.set(`/${name.replace(/\.br$/, '')}`, content);
  }
  const page = files.get('/index.html');
  if (page === undefined) {
    throw new UsageError(`${fileURLToPath(LAB_FOLDER)} does not hold the lab; ${HOW_TO_GET_LAB}`);
  }
  return files.set('/', page);
}

export async function main({ port }: LabArguments, stop: AbortSignal): Promise<number> {
  const files = readLab();
  const server = createServer(({ url = '/' }, response) => {
    const path = url.replace(/[?#].*$/, '');
    const content = files.get(path);
    if (content === undefined) {
      response.writeHead(404).end();
      return;
    }
    const type = path === '/' ? 'html' : path.slice(path.lastIndexOf('.') + 1);
    response.writeHead(200, { 'content-type': TYPES[type] ?? 'application/octet-stream' }).end(content);
  });
  server.listen(port, HOST);
  await once(server, 'listening');
  process.stdout.write(
    `the lab: http://${HOST}:${(server.address() as AddressInfo).port}/ (Ctrl-C to stop)\n`,
  );
  if (!stop.aborted) await once(stop, 'abort');
  server.close();
  server.closeAllConnections();
  return 0;
}
