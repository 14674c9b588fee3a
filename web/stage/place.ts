/**
 * What of the page is to be seen, in its address beside the settings: `…&part=network&chapter=3`. What an address leaves out is as
 * the page begins.
 */

export interface Place {
  /** As in `View`. */
  readonly part: string | null;
  readonly large: string | null;
  /** From 1; null if the chapters are closed. */
  readonly chapter: number | null;
  /** Environment steps that the run had. */
  readonly step: number;
}

const NAMES = ['part', 'large', 'chapter', 'step'];

/** Whether a pair of an address says where to be, and is no setting. */
export const isOfPlace = (pair: string): boolean => NAMES.includes(pair.split('=')[0]);

/** A whole number in an address, or what stands for anything else. */
function count<T>(text: string | null, otherwise: T): number | T {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
}

export function placeOf(hash: string): Place {
  const pairs = new URLSearchParams(hash.replace(/^#/, ''));
  const chapter = pairs.get('chapter');
  return {
    part: pairs.get('part'),
    large: pairs.get('large'),
    chapter: chapter === 'none' ? null : count(chapter, 1),
    step: count(pairs.get('step'), 0),
  };
}

/** What is as the page begins is left out. */
export function placeText({ part, large, chapter, step }: Place): string {
  const pairs = [
    part === null ? [] : [`part=${part}`],
    large === null ? [] : [`large=${large}`],
    chapter === 1 ? [] : [`chapter=${chapter ?? 'none'}`],
    step === 0 ? [] : [`step=${step}`],
  ];
  return pairs.flat().join('&');
}
