/** Every task is trained, watched and driven in the page. */
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { presetConfig } from '../../../src/config/presets.ts';
import { formatCount } from '../../../web/format.ts';
import { viewOf } from '../../../web/tasks/views.ts';
import { describeInBrowser, type LabPage, TRAINING, usePages } from './lab-page.ts';
import { checksumOf, createRun, finish } from './node-run.ts';

/** A run with a few updates. */
const SHORT = { steps: 400, learningStartSteps: 100, earlyStop: false };

async function train(lab: LabPage): Promise<void> {
  await lab.button('Train').click();
  await lab.reached('Finished', TRAINING);
}

/** As far as it is needed: there is no DOM here for the compiler. */
interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(id: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
  };
}

/** How many colours a canvas has: a picture that is drawn has many. */
const colourCount = (canvas: Locator) =>
  canvas.evaluate((node) => {
    const drawn = node as unknown as Canvas;
    const { data } = drawn.getContext('2d').getImageData(0, 0, drawn.width, drawn.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });

describeInBrowser('a task', () => {
  const pages = usePages();

  test.each(['mountain-car', 'acrobot', 'breakout'])(
    'of the preset %s is trained with the same weights as in Node, and shown',
    async (preset) => {
      const run = finish(createRun(presetConfig(preset, SHORT)));
      const { title, map, actions } = viewOf(run.config.env);
      const lab = await pages.open({
        hash: `#preset=${preset}&steps=${SHORT.steps}&learningStartSteps=${SHORT.learningStartSteps}&earlyStop=false`,
      });
      await train(lab);
      expect(await lab.checksum.textContent()).toBe(checksumOf(run));
      expect(await lab.number('Updates').textContent()).toBe(formatCount(run.updates));

      const scene = lab.pane('scene');
      expect(await scene.getByRole('heading', { level: 2 }).textContent()).toBe(title);
      expect(await colourCount(scene.locator('canvas').first())).toBeGreaterThan(10);
      expect(await scene.locator('.scene-bar-row').count()).toBe(actions.length);

      const maps = lab.pane('policy-map');
      const canvases = await maps.locator('canvas').all();
      for (const canvas of canvases) {
        await expect
          .poll(() => canvas.getAttribute('aria-label'))
          .toContain(map.quantities[map.axes[0]].name);
        expect(await colourCount(canvas)).toBeGreaterThan(10);
      }
    },
  );

  test('of the preset breakout is shown as it trains, with its exploring', async () => {
    const lab = await pages.open({
      speed: 'growing',
      hash: '#preset=breakout',
      reducedMotion: 'no-preference',
    });
    const caption = lab.pane('scene').locator('.scene-caption');
    await lab.button('Train').click();
    const seen = new Set<string | null>();
    await expect
      .poll(async () => {
        seen.add(await caption.textContent());
        return [...seen].join(', ');
      })
      .toMatch(/Training: (exploring|\d+ % exploring)/);
    await lab.button('Pause').click();
    await lab.reached('Paused');
    // What is shown then is the step at which it stands.
    await lab.advance('Next step');
    const picture = lab.pane('scene').getByRole('img').first();
    await expect.poll(() => picture.getAttribute('aria-label')).toContain('The training episode');
  });

  test('is driven by hand with the arrow keys', async () => {
    const lab = await pages.open({ hash: '#preset=breakout' });
    const scene = lab.pane('scene');
    const paddle = scene.locator('.scene-state div').filter({ hasText: 'Paddle' }).locator('dd');
    await scene.getByRole('button', { name: 'you', exact: true }).click();
    expect(await paddle.textContent()).toBe('column 4');
    // However short the press, it counts for one step; but one step in ten repeats the last action, which is to stay.
    const columnAfterPress = async () => {
      await lab.page.keyboard.press('ArrowLeft');
      return Number((await paddle.textContent())?.replace('column ', ''));
    };
    await expect.poll(columnAfterPress).toBeLessThan(4);
    await scene.locator('.scene-caption').filter({ hasText: 'The ball was lost after' }).waitFor();
    expect(await scene.textContent()).toMatch(/\d: you, lost the ball/);
  });

  test('is stepped through with the names of its actions and observations', async () => {
    const lab = await pages.open({ hash: '#preset=breakout&learningStartSteps=40' });
    await lab.advance('Next update');
    const text = (await lab.pane('step-through').textContent()) ?? '';
    expect(text).toMatch(/stay \S+, left \S+, right /);
    // Of the 400 entries only those that the step has changed.
    expect(text).toMatch(/ball in row \d, column \d/);
    expect(
      await lab.pane('step-through').locator('.transition').first().getByRole('row').count(),
    ).toBeLessThan(20);
  });

  test('has a map of any two quantities', async () => {
    const lab = await pages.open({
      hash: `#preset=acrobot&steps=${SHORT.steps}&learningStartSteps=${SHORT.learningStartSteps}`,
    });
    await train(lab);
    const maps = lab.pane('policy-map');
    await maps.locator('.enlarge').click();
    const label = () => maps.locator('canvas').first().getAttribute('aria-label');
    await expect.poll(label).toContain('First angular velocity from −6');
    await maps.getByLabel('Upwards').selectOption('Second angle');
    await expect.poll(label).toContain('Second angle from −180°');
    await maps.getByRole('slider', { name: 'First angular velocity' }).waitFor();
    // What the other axis has, they exchange.
    await maps.getByLabel('Across').selectOption('Second angle');
    await expect.poll(() => maps.getByLabel('Upwards').inputValue()).toBe('0');
  });
});
