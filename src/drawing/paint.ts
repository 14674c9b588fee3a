/** Colours of text, for whatever can show them. */
export type PaintStyle = 'bold' | 'dim' | 'reset' | 'yellow' | 'cyan' | 'green' | 'red' | 'blue' | 'magenta';

export type Paint = (style: PaintStyle | readonly PaintStyle[], text: string) => string;

/** Leaves text as it is. */
export const noPaint: Paint = (_style, text) => text;
