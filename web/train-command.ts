/** The command that trains in Node from a checkout, whose page this is; the build of the package puts its own in place. */
export const TRAIN_COMMAND = 'npx tsx src/train.ts';
