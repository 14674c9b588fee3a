/*
 * DQN with two hidden ReLU layers, uniform replay and Adam, in C compiled for the machine at hand: what one core can do with
 * loops like ours. Layouts are those of src/nn: weight (I,O), one flat array for all parameters.
 *
 * The matrix products keep a tile of TILE_ROWS × TILE_VECS vectors of sums in registers. The compiler may fuse multiplications with
 * additions, so results differ from ours in the last bits.
 */
#ifndef LEARNER_H
#define LEARNER_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

enum { LAYERS = 3, OBSERVATION_SIZE = 4, ACTIONS = 2, VEC_FLOATS = 8, TILE_ROWS = 6, TILE_VECS = 2 };

typedef struct {
  float *weight, *bias;
} Layer;

typedef struct {
  int sizes[LAYERS + 1];
  int batch;
  int param_count;
  float *params, *grads, *m, *v, *target_params;
  Layer online[LAYERS], target[LAYERS], gradient[LAYERS];
  /* h[0] is the minibatch; h[k] (B, sizes[k]) and d[k] = ∂L/∂h[k]. */
  float *h[LAYERS + 1], *d[LAYERS + 1];
  float *transposed;
  long updates;
  /* The full memory, and the minibatch. */
  int capacity;
  float *observations, *next_observations, *rewards;
  unsigned char *actions, *terminated;
  float *batch_next, *batch_rewards, *td_target;
  int *batch_actions;
  unsigned char *batch_terminated;
} Learner;

static float *floats(int n) {
  size_t bytes = ((size_t)n * sizeof(float) + 63) / 64 * 64;
  float *block = aligned_alloc(64, bytes);
  if (!block) abort();
  memset(block, 0, bytes);
  return block;
}

static void layer_views(Layer *layers, float *flat, const int *sizes) {
  for (int k = 0; k < LAYERS; k++) {
    layers[k].weight = flat;
    layers[k].bias = flat + sizes[k] * sizes[k + 1];
    flat += (sizes[k] + 1) * sizes[k + 1];
  }
}

static Learner *create_learner(int batch, int hidden1, int hidden2, int capacity) {
  Learner *l = calloc(1, sizeof *l);
  if (!l) abort();
  int sizes[] = {OBSERVATION_SIZE, hidden1, hidden2, ACTIONS};
  memcpy(l->sizes, sizes, sizeof sizes);
  l->batch = batch;
  l->capacity = capacity;
  int widest = 0;
  for (int k = 0; k < LAYERS; k++) {
    l->param_count += (sizes[k] + 1) * sizes[k + 1];
    if (sizes[k] * sizes[k + 1] > widest) widest = sizes[k] * sizes[k + 1];
    if (sizes[k] * batch > widest) widest = sizes[k] * batch;
  }
  l->params = floats(l->param_count);
  l->grads = floats(l->param_count);
  l->m = floats(l->param_count);
  l->v = floats(l->param_count);
  l->target_params = floats(l->param_count);
  layer_views(l->online, l->params, sizes);
  layer_views(l->gradient, l->grads, sizes);
  layer_views(l->target, l->target_params, sizes);
  for (int k = 0; k <= LAYERS; k++) {
    l->h[k] = floats(batch * sizes[k]);
    l->d[k] = floats(batch * sizes[k]);
  }
  l->transposed = floats(widest);
  for (int k = 0; k < LAYERS; k++) {
    double bound = 1 / sqrt(sizes[k]);
    int n = (sizes[k] + 1) * sizes[k + 1];
    for (int j = 0; j < n; j++) l->online[k].weight[j] = (float)random_uniform(-bound, bound);
  }
  memcpy(l->target_params, l->params, (size_t)l->param_count * sizeof(float));

  l->observations = floats(capacity * OBSERVATION_SIZE);
  l->next_observations = floats(capacity * OBSERVATION_SIZE);
  l->rewards = floats(capacity);
  l->actions = malloc((size_t)capacity);
  l->terminated = malloc((size_t)capacity);
  l->batch_next = floats(batch * OBSERVATION_SIZE);
  l->batch_rewards = floats(batch);
  l->td_target = floats(batch);
  l->batch_actions = malloc((size_t)batch * sizeof(int));
  l->batch_terminated = malloc((size_t)batch);
  if (!l->actions || !l->terminated || !l->batch_actions || !l->batch_terminated) abort();
  for (int j = 0; j < capacity * OBSERVATION_SIZE; j++) {
    l->observations[j] = (float)random_uniform(-1, 1);
    l->next_observations[j] = (float)random_uniform(-1, 1);
  }
  for (int j = 0; j < capacity; j++) {
    l->rewards[j] = 1;
    l->actions[j] = (unsigned char)random_below(ACTIONS);
    l->terminated[j] = random_below(20) == 0;
  }
  return l;
}

/* Eight floats that the compiler keeps in a vector register (GCC and Clang); it vectorizes plain arrays of sums badly. */
typedef float Vec __attribute__((vector_size(VEC_FLOATS * sizeof(float)), aligned(sizeof(float)), may_alias));

/*
 * All products are out (rows, columns) = a (rows, inner) · b (inner, columns) + start (columns), row-major, where a's element
 * [r,k] is at a[r * a_row + k * a_step], so that a transposed a needs no copy. Without start it is zero.
 */
typedef struct {
  float *out;
  const float *a, *b, *start;
  int a_row, a_step, rows, inner, columns;
} Product;

/* TILE_ROWS rows from r and `vecs` vectors of columns from c; `vecs` is a constant where this is inlined. */
static inline __attribute__((always_inline)) void multiply_tile(const Product *p, int r, int c, int vecs) {
  Vec sums[TILE_ROWS][TILE_VECS];
  const float *a = p->a + r * p->a_row;
  const float *b = p->b + c;
  for (int i = 0; i < TILE_ROWS; i++)
    for (int j = 0; j < vecs; j++)
      sums[i][j] = p->start ? *(const Vec *)(p->start + c + j * VEC_FLOATS) : (Vec){0};
  for (int k = 0; k < p->inner; k++) {
    for (int i = 0; i < TILE_ROWS; i++)
      for (int j = 0; j < vecs; j++) sums[i][j] += a[i * p->a_row] * *(const Vec *)(b + j * VEC_FLOATS);
    a += p->a_step;
    b += p->columns;
  }
  for (int i = 0; i < TILE_ROWS; i++)
    for (int j = 0; j < vecs; j++) *(Vec *)(p->out + (r + i) * p->columns + c + j * VEC_FLOATS) = sums[i][j];
}

/* `rows` rows from r (a constant where this is inlined) of one column: as many sums in flight. */
static inline __attribute__((always_inline)) void multiply_column(const Product *p, int r, int rows, int c) {
  float sums[TILE_ROWS];
  const float *a = p->a + r * p->a_row;
  for (int i = 0; i < rows; i++) sums[i] = p->start ? p->start[c] : 0;
  for (int k = 0; k < p->inner; k++)
    for (int i = 0; i < rows; i++) sums[i] += a[i * p->a_row + k * p->a_step] * p->b[k * p->columns + c];
  for (int i = 0; i < rows; i++) p->out[(r + i) * p->columns + c] = sums[i];
}

/* What is left below the last whole tile: row by row, along b's rows. */
static void multiply_row(const Product *p, int r) {
  float *restrict out = p->out + r * p->columns;
  for (int c = 0; c < p->columns; c++) out[c] = p->start ? p->start[c] : 0;
  for (int k = 0; k < p->inner; k++) {
    float ark = p->a[r * p->a_row + k * p->a_step];
    const float *restrict b = p->b + k * p->columns;
    for (int c = 0; c < p->columns; c++) out[c] += ark * b[c];
  }
}

static void multiply(Product p) {
  int r = 0;
  for (; r + TILE_ROWS <= p.rows; r += TILE_ROWS) {
    int c = 0;
    for (; c + TILE_VECS * VEC_FLOATS <= p.columns; c += TILE_VECS * VEC_FLOATS) multiply_tile(&p, r, c, TILE_VECS);
    for (; c + VEC_FLOATS <= p.columns; c += VEC_FLOATS) multiply_tile(&p, r, c, 1);
    for (; c < p.columns; c++) multiply_column(&p, r, TILE_ROWS, c);
  }
  for (; r < p.rows; r++) multiply_row(&p, r);
}

/* Q-values of `rows` observations x, with the hidden activations left in h[1] and h[2]. */
static const float *forward(Learner *l, const Layer *layers, const float *x, int rows) {
  for (int k = 0; k < LAYERS; k++) {
    int inputs = l->sizes[k], outputs = l->sizes[k + 1];
    float *out = l->h[k + 1];
    multiply((Product){out, x, layers[k].weight, layers[k].bias, inputs, 1, rows, inputs, outputs});
    if (k + 1 < LAYERS)
      for (int j = 0; j < rows * outputs; j++) out[j] = out[j] > 0 ? out[j] : 0;
    x = out;
  }
  return x;
}

static int act(Learner *l, const float *observation) {
  const float *q = forward(l, l->online, observation, 1);
  return q[1] > q[0];
}

static void sample(Learner *l) {
  for (int b = 0; b < l->batch; b++) {
    int slot = (int)random_below((uint32_t)l->capacity);
    for (int j = 0; j < OBSERVATION_SIZE; j++) {
      l->h[0][b * OBSERVATION_SIZE + j] = l->observations[slot * OBSERVATION_SIZE + j];
      l->batch_next[b * OBSERVATION_SIZE + j] = l->next_observations[slot * OBSERVATION_SIZE + j];
    }
    l->batch_actions[b] = l->actions[slot];
    l->batch_rewards[b] = l->rewards[slot];
    l->batch_terminated[b] = l->terminated[slot];
  }
}

static void backward(Learner *l) {
  int B = l->batch;
  for (int k = LAYERS - 1; k >= 0; k--) {
    int inputs = l->sizes[k], outputs = l->sizes[k + 1];
    const float *d = l->d[k + 1];
    float *d_bias = l->gradient[k].bias;
    multiply((Product){l->gradient[k].weight, l->h[k], d, 0, 1, inputs, inputs, B, outputs});
    for (int o = 0; o < outputs; o++) d_bias[o] = 0;
    for (int b = 0; b < B; b++)
      for (int o = 0; o < outputs; o++) d_bias[o] += d[b * outputs + o];
    if (k == 0) break;
    const float *weight = l->online[k].weight;
    for (int i = 0; i < inputs; i++)
      for (int o = 0; o < outputs; o++) l->transposed[o * inputs + i] = weight[i * outputs + o];
    multiply((Product){l->d[k], d, l->transposed, 0, outputs, 1, B, outputs, inputs});
    for (int j = 0; j < B * inputs; j++) l->d[k][j] = l->h[k][j] > 0 ? l->d[k][j] : 0;
  }
}

static void adam(Learner *l) {
  const float beta1 = 0.9f, beta2 = 0.999f, epsilon = 1e-8f, alpha = 2.5e-4f;
  l->updates++;
  float m_correction = (float)(1 / (1 - pow(0.9, (double)l->updates)));
  float v_correction = (float)(1 / (1 - pow(0.999, (double)l->updates)));
  float *restrict p = l->params, *restrict m = l->m, *restrict v = l->v;
  const float *restrict g = l->grads;
  for (int k = 0; k < l->param_count; k++) {
    m[k] = beta1 * m[k] + (1 - beta1) * g[k];
    v[k] = beta2 * v[k] + (1 - beta2) * g[k] * g[k];
    p[k] -= alpha * (m[k] * m_correction) / (sqrtf(v[k] * v_correction) + epsilon);
  }
}

static void update(Learner *l) {
  const float gamma = 0.99f;
  int B = l->batch;
  sample(l);
  const float *q = forward(l, l->target, l->batch_next, B);
  for (int b = 0; b < B; b++) {
    float next = fmaxf(q[b * ACTIONS], q[b * ACTIONS + 1]);
    l->td_target[b] = l->batch_rewards[b] + (l->batch_terminated[b] ? 0 : gamma * next);
  }
  q = forward(l, l->online, l->h[0], B);
  memset(l->d[LAYERS], 0, (size_t)(B * ACTIONS) * sizeof(float));
  for (int b = 0; b < B; b++) {
    int taken = b * ACTIONS + l->batch_actions[b];
    l->d[LAYERS][taken] = 2 * (q[taken] - l->td_target[b]) / (float)B;
  }
  backward(l);
  adam(l);
}

#endif
