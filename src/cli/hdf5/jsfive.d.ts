/** The parts of jsfive that are used here. It has no types of its own. */
declare module 'jsfive' {
  export class Group {
    readonly keys: readonly string[];
    /** Values are texts, numbers, or lists of them, as the file has it. */
    readonly attrs: Readonly<Record<string, unknown>>;
    /** Throws, a text even, if there is nothing of that path. */
    get(path: string): unknown;
  }
  export class File extends Group {
    constructor(bytes: ArrayBuffer, name?: string);
  }
  export class Dataset {
    readonly shape: readonly number[];
    /** As in NumPy: `<f4` is float32. */
    readonly dtype: unknown;
    /** All entries, row-major. */
    readonly value: ArrayLike<number>;
  }
}
