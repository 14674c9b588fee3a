/** The columns of metrics.csv for CartPole. */
import { cartPoleV1 } from '../src/env/cart-pole/task.ts';
import { Environment } from '../src/env/environment.ts';
import { metricsColumns } from '../src/experiment/metrics.ts';

export const ENDINGS = new Environment(cartPoleV1).diagnosis;
export const METRICS_COLUMNS = metricsColumns(ENDINGS);
