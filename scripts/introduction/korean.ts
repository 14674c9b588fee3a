/** The numbers and tables of the introduction as its Korean pages show them. What programs print stays as it is. */
import type { Facts } from './facts.ts';

const CELLS: Readonly<Record<string, string>> = {
  rule: '규칙',
  'mean length': '평균 길이',
  shortest: '최단',
  longest: '최장',
  'lasted 500 steps': '500 스텝을 버틴 횟수',
  // The rules keep the names that the script prints.
  random: 'random',
  right: 'right',
  lean: 'lean',
  'lean and turn': 'lean and turn',

  steps: '스텝',
  return: '누적 보상',
  'discounted return': '할인된 누적 보상',
  forever: '영원히',

  bins: '구간',
  cells: '칸',
  visited: '가 본 칸',
  'visits per visited cell (median)': '가 본 칸의 방문 횟수 (중앙값)',
  'mean return': '평균 누적 보상',

  layer: '층',
  weight: '가중치',
  'loss, weight smaller': '가중치를 줄였을 때의 손실',
  'loss, weight larger': '가중치를 늘렸을 때의 손실',
  'slope, measured': '잰 기울기',
  'slope, computed': '계산한 기울기',

  'steps to the first perfect evaluation (median)': '첫 완벽한 평가까지의 스텝 (중앙값)',
  'evaluations after it at 475 or more': '그 뒤 475 이상인 평가',
  'ends at 475 or more': '475 이상으로 끝난 실행',
  'memory of 50 000, minibatches of 64': '50,000개짜리 메모리, 64개짜리 미니배치',
  'no memory: each transition once, as it comes': '메모리 없음: 전이가 오는 대로 한 번씩',
  'target network, a copy every 100 steps': '목표 네트워크, 100 스텝마다 복사',
  'no target network: a copy every step': '목표 네트워크 없음: 스텝마다 복사',
};

export function inKorean({ numbers, blocks }: Facts): Facts {
  return { numbers: mapValues(numbers, grouped), blocks: mapValues(blocks, translateBlock) };
}

const mapValues = (values: Readonly<Record<string, string>>, translate: (value: string) => string) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, translate(value)]));

/** "13 000" as "13,000", "85 %" as "85%". */
const grouped = (value: string) =>
  value.replace(/(\d)[ \u00a0](?=\d{3}\b)/g, '$1,').replace(/(\d)[ \u00a0]%/g, '$1%');

const translateBlock = (block: string) =>
  block.startsWith('|') ? block.replace(/[^|\n]+/g, translateCell) : block;

/** Throws an Error for words that have no translation. */
function translateCell(padded: string): string {
  const cell = padded.trim().replaceAll('\u00a0', ' ');
  const share = cell.match(/^(\d+) of (\d+)$/);
  if (share !== null) return padded.replace(padded.trim(), `${share[2]}개 중 ${share[1]}개`);
  if (Object.hasOwn(CELLS, cell)) return padded.replace(padded.trim(), CELLS[cell]);
  if (/[a-z]{2}/i.test(cell) && !cell.startsWith('`'))
    throw new Error(`a table says ${cell}, which has no Korean`);
  return grouped(padded);
}
