/** What a run that branches from another can keep of it, besides `all`. */
export const KEEPABLE = ['networks', 'replay', 'optimizer', 'streams'] as const;
export type Keep = 'all' | readonly (typeof KEEPABLE)[number][];
