/** What a file holds, told by its first bytes: names say nothing, and people rename. */

export type FileKind = 'checkpoint' | 'weights' | 'config';

/** How many bytes from the beginning of a file are enough. */
export const HEAD_BYTES = 64;

/** The first bytes of `docs/engineering/checkpoint-format.md` that no transfer as text changes into others that pass for text. */
const CHECKPOINT_START = Uint8Array.of(0x89, 0x44, 0x51, 0x4e);
/** Of the length of the header that begins a safetensors file: it is far below 16 MB, so its upper bytes are 0. */
const WEIGHTS_LENGTH_BYTES = 8;
const WEIGHTS_ZEROS_FROM = 3;

/** Null for all that is none of ours. Whether the rest is right is for the decoders to say. */
export function recognise(head: Uint8Array): FileKind | null {
  if (CHECKPOINT_START.every((byte, k) => head[k] === byte)) return 'checkpoint';
  const zeros = head.subarray(WEIGHTS_ZEROS_FROM, WEIGHTS_LENGTH_BYTES);
  const hasLength = zeros.length > 0 && zeros.every((byte) => byte === 0);
  if (hasLength && head[WEIGHTS_LENGTH_BYTES] === '{'.charCodeAt(0)) return 'weights';
  return new TextDecoder().decode(head).trimStart().startsWith('{') ? 'config' : null;
}
