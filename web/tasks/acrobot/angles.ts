/** rad from hanging down, against the clock: of the first link, and of the second one against the first. */
export const anglesOf = ({ 0: cos1, 1: sin1, 2: cos2, 3: sin2 }: ArrayLike<number>) =>
  [Math.atan2(sin1, cos1), Math.atan2(sin2, cos2)] as const;
