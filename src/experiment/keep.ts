/** What a branch can keep of its parent, besides `all`. */
export const KEEPABLE = ['networks', 'replay', 'optimizer', 'streams'] as const;
export type Keep = 'all' | readonly (typeof KEEPABLE)[number][];
