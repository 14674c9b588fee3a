/** The weights of the lab's demonstration, as the text of the module that holds them. */
import { TrainingRun } from '../src/experiment/run.ts';
import { DEMO_CONFIG } from '../web/demo/config.ts';

export function trainDemo(): string {
  const run = new TrainingRun(DEMO_CONFIG, { episodeEnded() {}, metricsTaken() {} });
  while (!run.finished) run.advance();
  const { params } = run.network;
  const bytes = Buffer.from(params.buffer, params.byteOffset, params.byteLength);
  return `/** Made by \`npm run build:demo\`: all parameters, as float32 in base64. */\nexport const DEMO_WEIGHTS =\n  '${bytes.toString('base64')}';\n`;
}
