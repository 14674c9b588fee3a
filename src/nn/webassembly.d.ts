/**
 * The little of WebAssembly's JavaScript interface that `device.ts` and `simd/` use; it spares this floor the types of
 * the DOM.
 */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number });
    readonly buffer: ArrayBuffer;
  }

  class Module {
    constructor(bytes: Uint8Array);
  }

  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, Memory | number>>);
    readonly exports: object;
  }
}
