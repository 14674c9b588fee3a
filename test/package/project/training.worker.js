import { trainedWeights } from './train.js';

self.onmessage = ({ data }) => self.postMessage(trainedWeights(data));
