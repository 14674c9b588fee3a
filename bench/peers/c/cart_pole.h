/* CartPole-v1 of Gymnasium: the equations of src/env/cart-pole/cart-pole.ts, with the C library's sine and cosine. */
#ifndef CART_POLE_H
#define CART_POLE_H

#include <math.h>
#include <stdbool.h>

#include "random.h"

enum { MAX_EPISODE_STEPS = 500 };

typedef struct {
  double x, x_dot, theta, theta_dot;
  int elapsed;
  float observation[4];
} CartPole;

static void observe(CartPole *c) {
  c->observation[0] = (float)c->x;
  c->observation[1] = (float)c->x_dot;
  c->observation[2] = (float)c->theta;
  c->observation[3] = (float)c->theta_dot;
}

static void cart_pole_reset(CartPole *c) {
  c->x = random_uniform(-0.05, 0.05);
  c->x_dot = random_uniform(-0.05, 0.05);
  c->theta = random_uniform(-0.05, 0.05);
  c->theta_dot = random_uniform(-0.05, 0.05);
  c->elapsed = 0;
  observe(c);
}

/* True when the episode is over: the pole fell, the cart left the track, or the time is up. */
static bool cart_pole_step(CartPole *c, int action) {
  const double gravity = 9.8, pole_mass = 0.1, total_mass = 1.1, half_length = 0.5, dt = 0.02;
  double force = action ? 10 : -10;
  double sine = sin(c->theta), cosine = cos(c->theta);
  double push = (force + pole_mass * half_length * c->theta_dot * c->theta_dot * sine) / total_mass;
  double theta_acceleration =
      (gravity * sine - cosine * push) / (half_length * (4.0 / 3.0 - pole_mass * cosine * cosine / total_mass));
  double x_acceleration = push - pole_mass * half_length * theta_acceleration * cosine / total_mass;
  c->x += dt * c->x_dot;
  c->x_dot += dt * x_acceleration;
  c->theta += dt * c->theta_dot;
  c->theta_dot += dt * theta_acceleration;
  c->elapsed++;
  observe(c);
  return fabs(c->x) > 2.4 || fabs(c->theta) > 12 * 2 * 3.14159265358979323846 / 360 || c->elapsed >= MAX_EPISODE_STEPS;
}

#endif
