/**
 * A folder with files of ours, whose names are known: these may be replaced and removed, and nothing else that lies there.
 *
 * In a folder that is ours a name tells who wrote a file. Whether it is, its kind must tell: a run has a checkpoint, a sweep
 * its plan. In any other folder nothing is begun unless it is empty.
 */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder, removeFile, temporaryOf, writeFileAtomically } from './files.ts';
import { LOCK_FILE } from './folder-lock.ts';
import { UsageError } from './program.ts';

/** What file managers leave wherever somebody has looked. */
const OF_FILE_MANAGERS = ['.DS_Store', 'Thumbs.db', 'desktop.ini'];

/** Files of ours in a folder inside, told by the form of their names. */
export interface Numbered {
  readonly folder: string;
  readonly name: RegExp;
}

export class OwnFolder {
  readonly path: string;
  readonly #names: readonly string[];
  readonly #numbered: Numbered | null;

  /**
   * @param names every file that may ever be ours, by its path from the folder, with `/`
   * @param numbered those of which there may be any number
   */
  constructor(path: string, names: readonly string[], numbered: Numbered | null = null) {
    this.path = path;
    this.#names = names;
    this.#numbered = numbered;
  }

  /** The numbered files that there are, by their paths from the folder. */
  numbered(): string[] {
    const { folder } = this.#numbered ?? {};
    if (folder === undefined || !this.#isFolder(folder)) return [];
    return readdirSync(join(this.path, folder))
      .map((name) => `${folder}/${name}`)
      .filter((name) => this.#isOurs(name));
  }

  /**
   * What shows that a folder without anything of ours belongs to somebody else, or null.
   *
   * @param wasAbandoned whether one of our processes was killed here: then beginnings of our files are ours, too.
   */
  foreignFile(wasAbandoned: boolean): string | null {
    const isForeign = (name: string) =>
      name !== LOCK_FILE && !OF_FILE_MANAGERS.includes(name) && !(wasAbandoned && this.#isLeftOver(name));
    return readdirSync(this.path).sort().find(isForeign) ?? null;
  }

  /** A folder or a device of the name of a file of ours would be found out only after others have been replaced. */
  checkReplaceable(): void {
    for (const folder of this.#folders()) {
      const path = join(this.path, folder);
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === false) {
        throw new UsageError(`${path} is not a folder; move it or choose another folder`);
      }
    }
    for (const name of [...this.#names, ...this.numbered()]) {
      const file = join(this.path, name);
      if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) {
        throw new UsageError(
          `${file} is not a regular file, so it cannot be replaced; move it or choose another folder`,
        );
      }
    }
  }

  write(name: string, data: Uint8Array | string): void {
    const file = this.#pathOf(name);
    makeFolder(dirname(file));
    writeFileAtomically(file, data);
  }

  /** Nothing happens if the file is not there. */
  remove(name: string): void {
    removeFile(this.#pathOf(name));
  }

  /** Removes what processes that were killed have left of our files. */
  removeLeftOvers(): void {
    for (const folder of this.#folders()) {
      const path = join(this.path, folder);
      if (!this.#isFolder(folder)) continue;
      for (const name of readdirSync(path).map((entry) => join(folder, entry))) {
        if (this.#isLeftOver(name)) removeFile(join(this.path, name));
      }
    }
  }

  #isLeftOver(name: string): boolean {
    const of = temporaryOf(basename(name));
    const file = of === null ? null : join(dirname(name), of).replaceAll('\\', '/');
    return file !== null && (file === LOCK_FILE || this.#isOurs(file));
  }

  #isOurs(name: string): boolean {
    const { folder, name: form } = this.#numbered ?? {};
    const isNumbered = form !== undefined && dirname(name) === folder && form.test(basename(name));
    return isNumbered || this.#names.includes(name);
  }

  /** Those that our files may lie in. */
  #folders(): Set<string> {
    const inside = this.#numbered === null ? [] : [this.#numbered.folder];
    return new Set([...this.#names.map((name) => dirname(name)), ...inside]);
  }

  #isFolder(folder: string): boolean {
    return statSync(join(this.path, folder), { throwIfNoEntry: false })?.isDirectory() === true;
  }

  #pathOf(name: string): string {
    if (!this.#isOurs(name)) throw new Error(`${name} is not among the files of ${this.path}`);
    return join(this.path, name);
  }
}
