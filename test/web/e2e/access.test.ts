/** The page for everyone: names for screen readers, contrast, small screens, less motion, both themes. */
import { expect, test } from 'vitest';
import { describeInBrowser, type LabPage, usePages } from './lab-page.ts';

/** Roles of what can be operated, and of pictures. */
const NAMED = [
  'application',
  'button',
  'checkbox',
  'combobox',
  'img',
  'link',
  'listbox',
  'math',
  'radio',
  'searchbox',
  'slider',
  'spinbutton',
  'textbox',
];

const PARTS = ['overview', 'step-through', 'network', 'curves', 'museum', 'settings', 'files'] as const;

const LEARNING = '#preset=default&learningStartSteps=30&earlyStop=false';

/** A page on which every pane has something to show. */
async function fill(lab: LabPage): Promise<void> {
  await lab.setSpeed(1000);
  await lab.button('Train').click();
  await expect.poll(() => lab.number('Updates').textContent(), { timeout: 30_000 }).toMatch(/\d{3}/);
  await lab.button('Pause').click();
  await lab.reached('Paused');
  await lab.advance('Next update');
}

async function openDetails(lab: LabPage): Promise<void> {
  await lab.page.locator('details').evaluateAll((nodes) => {
    for (const node of nodes) node.open = true;
  });
}

/** What screen readers are told of these roles: lines such as `- button "Train"`; a name with a colon has quotes around the line. */
async function rolesWithNames(lab: LabPage): Promise<string[]> {
  const lines = (await lab.page.locator('body').ariaSnapshot()).split('\n').map((line) => line.trim());
  const isOne = new RegExp(`^- '?(?:${NAMED.join('|')})\\b`);
  return lines.filter((line) => isOne.test(line));
}

/** What is too faint to read: text whose colour has too little contrast to what is behind it (WCAG 2.2, 1.4.3). */
const FAINT_TEXT = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const over = ([r, g, b, a], under) => [r, g, b].map((c, k) => (c * a + under[k] * (255 - a)) / 255);
  const linear = (c) => (c <= 10.31475 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const groundOf = (node) => {
    if (node === null) return [255, 255, 255];
    const ground = rgba(getComputedStyle(node).backgroundColor);
    return ground[3] === 255 ? ground.slice(0, 3) : over(ground, groundOf(node.parentElement));
  };
  const faint = new Set();
  for (const node of document.querySelectorAll('body *')) {
    const hasText = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim() !== '');
    if (!hasText || node.closest(':disabled, [aria-disabled=true], .visually-hidden, .skip-link, option') !== null) continue;
    if (!node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(node);
    const ground = groundOf(node);
    const [a, b] = [luminance(over(rgba(style.color), ground)), luminance(ground)].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (contrast < (isLarge ? 3 : 4.5)) faint.add(node.tagName + '.' + node.className + ' ' + contrast.toFixed(2) + ': ' + node.textContent.trim().slice(0, 30));
  }
  return [...faint];
})()`;

/** Pixels by which the page is wider than its screen, less a bar for scrolling where the browser draws one. */
const excess = (lab: LabPage) =>
  lab.page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);

describeInBrowser('for everyone', () => {
  const pages = usePages();

  test('everything that can be operated, and every picture, has a name; all text can be read', async () => {
    const lab = await pages.open({ hash: LEARNING });
    await fill(lab);
    await openDetails(lab);
    const named: string[] = [];
    for (const part of PARTS) {
      await lab.show(part);
      for (const theme of ['light', 'dark']) {
        await lab.page.getByLabel('Colours', { exact: true }).selectOption(theme);
        expect(await lab.page.evaluate(FAINT_TEXT), `${part}, ${theme}`).toEqual([]);
      }
      named.push(...(await rolesWithNames(lab)));
    }
    expect(named.length).toBeGreaterThan(250);
    expect(named.filter((line) => !/^- '?\w+ "/.test(line))).toEqual([]);
    // What opens and closes has no role of its own.
    const summaries = await lab.page.locator('summary').allTextContents();
    expect(summaries.length).toBeGreaterThan(10);
    expect(summaries.filter((text) => text.trim() === '')).toEqual([]);
  });

  test('each pane is a region with its heading, and no id is there twice', async () => {
    const lab = await pages.open();
    const ids = await lab.page.locator('[id]').evaluateAll((nodes) => nodes.map(({ id }) => id));
    expect(ids.filter((id, k) => ids.indexOf(id) !== k)).toEqual([]);
    const isRegion = async (id: string) => {
      const title = (await lab.page.locator(`#${id}-title`).textContent()) ?? '';
      const region = lab.page.getByRole('region', { name: title, exact: true });
      expect(await region.getAttribute('id')).toBe(id);
    };
    for (const id of ['controls', 'scene', 'return', 'policy-map', 'chapters']) await isRegion(id);
    for (const part of PARTS.slice(1)) {
      await lab.show(part);
      await isRegion(part);
    }
  });

  test('the theme is that of the system until another is chosen, which is remembered', async () => {
    const lab = await pages.open({ colorScheme: 'dark' });
    const ground = () =>
      lab.page.locator('body').evaluate((body) => {
        const { backgroundColor } = body.ownerDocument.defaultView.getComputedStyle(body);
        return Number(/\d+/.exec(backgroundColor)?.[0]);
      });
    expect(await ground()).toBeLessThan(80);
    await lab.page.getByLabel('Colours', { exact: true }).selectOption('light');
    expect(await ground()).toBeGreaterThan(200);
    await lab.page.reload();
    expect(await ground()).toBeGreaterThan(200);
  });

  test('nothing is wider than a small screen', async () => {
    const lab = await pages.open({ hash: LEARNING, viewport: { width: 360, height: 740 } });
    expect(await excess(lab)).toBe(0);
    await fill(lab);
    expect(await excess(lab)).toBe(0);
    await openDetails(lab);
    for (const part of PARTS) {
      await lab.show(part);
      expect(await excess(lab), part).toBe(0);
    }
    const chapter = lab.pane('chapters').getByRole('button', { name: 'Next chapter' });
    while (await chapter.isEnabled()) {
      await chapter.click();
      expect(await excess(lab)).toBe(0);
    }
  });

  test('nothing moves by itself where people want less motion', async () => {
    const lab = await pages.open({ reducedMotion: 'reduce' });
    const cart = lab.pane('scene');
    await cart.getByRole('button', { name: 'Play scene' }).waitFor();
    const picture = cart.getByRole('img').first();
    const before = await picture.getAttribute('aria-label');
    await lab.page.waitForTimeout(300);
    expect(await picture.getAttribute('aria-label')).toBe(before);
    expect(await lab.page.evaluate('document.getAnimations().length')).toBe(0);
  });

  test('elsewhere the cart drives from the beginning', async () => {
    const lab = await pages.open({ reducedMotion: 'no-preference' });
    const cart = lab.pane('scene');
    await cart.getByRole('button', { name: 'Pause scene' }).waitFor();
    const picture = cart.getByRole('img').first();
    const before = await picture.getAttribute('aria-label');
    await expect.poll(() => picture.getAttribute('aria-label'), { timeout: 30_000 }).not.toBe(before);
  });
});
