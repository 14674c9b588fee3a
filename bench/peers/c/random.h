/* A small generator: PCG32 (M. O'Neill 2014), and what a benchmark draws from it. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

static uint64_t random_state = 1;

static uint32_t random_u32(void) {
  uint64_t old = random_state;
  random_state = old * 6364136223846793005ULL + 1442695040888963407ULL;
  uint32_t xored = (uint32_t)(((old >> 18) ^ old) >> 27);
  uint32_t rotation = (uint32_t)(old >> 59);
  return (xored >> rotation) | (xored << (-rotation & 31));
}

/* 0 … n − 1, by Lemire's multiplication; the bias of about n / 2³² does not matter here. */
static uint32_t random_below(uint32_t n) { return (uint32_t)(((uint64_t)random_u32() * n) >> 32); }

static double random_uniform(double low, double high) { return low + (high - low) * random_u32() * 0x1p-32; }

#endif
