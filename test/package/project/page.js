/** A page that trains in its main thread and in a worker. */
import { trainedWeights } from './train.js';

window.trainHere = trainedWeights;
window.trainInWorker = (settings) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./training.worker.js', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = reject;
    worker.postMessage(settings);
  });
