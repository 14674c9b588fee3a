/** The worker with a bug of the museum in it: the one that it is named after. The build puts the bugs into copies of its modules. */
import './training.worker.ts?museum';
