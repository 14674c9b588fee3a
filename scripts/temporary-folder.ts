/** Folders that a script makes, fills and removes again. Nothing else is ever removed or renamed by a script. */
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class TemporaryFolder {
  readonly path: string;

  /** @param parent where it is made. */
  constructor(parent = tmpdir()) {
    this.path = mkdtempSync(join(parent, 'dqn-'));
  }

  /** Gives a folder in it, which is whole by now, a name under which it stays. Fails if there is something. */
  keep(name: string, path: string): void {
    renameSync(join(this.path, name), path);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Does something with a folder that is removed afterwards. */
export async function withTemporaryFolder<T>(
  work: (path: string, folder: TemporaryFolder) => T | Promise<T>,
  parent?: string,
): Promise<T> {
  const folder = new TemporaryFolder(parent);
  try {
    return await work(folder.path, folder);
  } finally {
    folder.remove();
  }
}
