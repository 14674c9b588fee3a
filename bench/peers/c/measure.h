/* How long one operation takes: the procedure of ../measure.ts. */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdlib.h>
#include <time.h>

enum { MIN_BLOCKS = 5, MAX_BLOCKS = 1 << 16 };
static const double BLOCK_SECONDS = 0.01;

typedef struct {
  double warm_up_seconds;
  double measure_seconds;
} Timing;

static double seconds_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int compare_doubles(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Median time of `operation` in µs; each call is `per_call` operations. */
static double measure(void (*operation)(void *), void *context, Timing timing, double per_call) {
  static double blocks[MAX_BLOCKS];
  double start = seconds_now();
  long calls = 0;
  while (calls < MIN_BLOCKS || seconds_now() - start < timing.warm_up_seconds) {
    operation(context);
    calls++;
  }
  long calls_per_block = (long)(BLOCK_SECONDS / ((seconds_now() - start) / (double)calls) + 0.5);
  if (calls_per_block < 1) calls_per_block = 1;

  int count = 0;
  double measure_start = seconds_now();
  while (count < MAX_BLOCKS && (count < MIN_BLOCKS || seconds_now() - measure_start < timing.measure_seconds)) {
    double block_start = seconds_now();
    for (long k = 0; k < calls_per_block; k++) operation(context);
    blocks[count++] = (seconds_now() - block_start) * 1e6 / ((double)calls_per_block * per_call);
  }
  qsort(blocks, (size_t)count, sizeof(double), compare_doubles);
  return count % 2 ? blocks[count / 2] : (blocks[count / 2 - 1] + blocks[count / 2]) / 2;
}

#endif
