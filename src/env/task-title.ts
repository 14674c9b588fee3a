/**
 * How messages name a task: by its id and, if it comes from a file, by that and the line where an error was thrown in it, such as
 * "Snake (./snake.ts:21)".
 *
 * @param name what configurations call the task: its id, or the path of its module.
 */
export function taskTitle(id: string, name: string = id, error?: unknown): string {
  return name === id ? id : `${id} (${name}${lineIn(name, error)})`;
}

/** The line of the innermost call in the file, as ":21", of an error or of what caused it; empty if there is none. */
function lineIn(path: string, error: unknown): string {
  if (!(error instanceof Error)) return '';
  const [, ...calls] = (error.stack ?? '').split('\n    at ');
  const file = path.replace(/^.*[\\/]/, '');
  for (const call of calls) {
    const [, name, line] = /([^\\/(]*?)(?:\?[^:]*)?(:\d+):\d+\)?$/.exec(call) ?? [];
    if (name === file || name === encodeURI(file)) return line;
  }
  return lineIn(path, error.cause);
}
