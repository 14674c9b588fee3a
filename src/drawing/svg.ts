/** What the SVG pictures have in common: they stand alone, in light and dark surroundings, without scripts. */

/**
 * Class names for colours: `fill-x` fills with colour x and `line-x` draws lines in it. Written out, because CSS variables
 * are unknown to many programs that show SVG outside of browsers.
 *
 * Blue and orange are Okabe and Ito's ("Color Universal Design", 2008), which the colour-blind tell apart, in lighter
 * shades on a dark ground. The ground is painted, because a page may be dark where its reader's system is not.
 */
const COLOURS = {
  light: {
    ground: '#ffffff',
    ink: '#1f2328',
    faint: '#59636e',
    grid: '#e4e8ec',
    blue: '#0072b2',
    orange: '#d55e00',
  },
  dark: {
    ground: '#0d1117',
    ink: '#e6edf3',
    faint: '#9198a1',
    grid: '#262c34',
    blue: '#56b4e9',
    orange: '#e69f00',
  },
};

type Colours = Readonly<Record<string, string>>;

const colourRules = (colours: Colours) =>
  Object.entries(colours)
    .map(([name, value]) => `.fill-${name}{fill:${value}}.line-${name}{stroke:${value}}`)
    .join('');

/** The style rules of colours by name, in light and in dark surroundings. */
export const colourStyle = (light: Colours, dark: Colours) =>
  `${colourRules(light)}\n@media (prefers-color-scheme:dark){${colourRules(dark)}}`;

const STYLE = `text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}
${colourStyle(COLOURS.light, COLOURS.dark)}`;

/** A whole SVG file; `title` is what a screen reader says. */
export function svgDocument(
  width: number,
  height: number,
  title: string,
  style: string,
  body: string,
): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escapeXml(title)}</title>
<style>${STYLE}
${style}</style>
<rect width="${width}" height="${height}" rx="6" class="fill-ground"/>
${body}
</svg>
`;
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** At most two decimals, and no zeros behind the last one that says something. */
export const round = (value: number) => String(Number(value.toFixed(2)));
