/**
 * The laws are tried on the same random examples in every run, so that a test never fails by chance.
 *
 * `FAST_CHECK_SEED=random npm test` tries others, and prints the seed of a failure; any number there is used as the seed.
 */
import fc from 'fast-check';

const given = process.env.FAST_CHECK_SEED;
if (given !== 'random') fc.configureGlobal({ seed: Number(given ?? 20151) });
