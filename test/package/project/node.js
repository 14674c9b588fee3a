/** Trains in plain Node: `node node.js <settings as JSON>`. */
import { trainedWeights } from './train.js';

console.log(JSON.stringify(trainedWeights(JSON.parse(process.argv[2]))));
