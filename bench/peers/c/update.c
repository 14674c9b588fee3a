/*
 * The same work in C, as the limit: `update WARM_UP_SECONDS MEASURE_SECONDS MEMORY CASE…` prints one line, the median µs of
 * each case in turn as a JSON array. A case is `update:BATCH:HIDDEN1:HIDDEN2`, `act:HIDDEN1:HIDDEN2` or `environment`.
 *
 *   gcc -O3 -march=native -o update update.c -lm
 */
#include <stdio.h>
#include <string.h>

#include "cart_pole.h"
#include "learner.h"
#include "measure.h"

enum { STEPS_PER_CALL = 1000 };

/* Somewhere for results to go, so that no work is left out. */
static volatile int sink;

static void run_update(void *context) { update(context); }

static void run_act(void *context) {
  Learner *l = context;
  sink = act(l, l->observations);
}

static void run_environment(void *context) {
  CartPole *env = context;
  for (int k = 0; k < STEPS_PER_CALL; k++)
    if (cart_pole_step(env, (int)random_below(2))) cart_pole_reset(env);
  sink = env->elapsed;
}

static double measure_case(const char *text, Timing timing, int memory) {
  int batch, hidden1, hidden2;
  if (sscanf(text, "update:%d:%d:%d", &batch, &hidden1, &hidden2) == 3)
    return measure(run_update, create_learner(batch, hidden1, hidden2, memory), timing, 1);
  if (sscanf(text, "act:%d:%d", &hidden1, &hidden2) == 2)
    return measure(run_act, create_learner(1, hidden1, hidden2, memory), timing, 1);
  if (strcmp(text, "environment") == 0) {
    static CartPole env;
    cart_pole_reset(&env);
    return measure(run_environment, &env, timing, STEPS_PER_CALL);
  }
  fprintf(stderr, "unknown case %s\n", text);
  exit(2);
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: %s WARM_UP_SECONDS MEASURE_SECONDS MEMORY CASE…\n", argv[0]);
    return 2;
  }
  Timing timing = {atof(argv[1]), atof(argv[2])};
  int memory = atoi(argv[3]);
  printf("[");
  for (int k = 4; k < argc; k++) printf("%s%.6g", k > 4 ? "," : "", measure_case(argv[k], timing, memory));
  printf("]\n");
  return 0;
}
