/** Requests of one kind that wait for their answers, by number. */
export class Answers<T> {
  readonly #waiting = new Map<number, { resolve(value: T): void; reject(error: Error): void }>();

  /** The answer to a request, when it is there. */
  to(id: number): Promise<T> {
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  has(id: number): boolean {
    return this.#waiting.has(id);
  }

  resolve(id: number, value: T): void {
    this.#waiting.get(id)?.resolve(value);
    this.#waiting.delete(id);
  }

  reject(id: number, message: string): void {
    this.#waiting.get(id)?.reject(new Error(message));
    this.#waiting.delete(id);
  }

  rejectAll(message: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(message));
    this.#waiting.clear();
  }
}
