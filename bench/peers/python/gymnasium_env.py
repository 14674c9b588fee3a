"""Gymnasium's CartPole-v1 as a peer: `python3 gymnasium_env.py WORKLOAD single|vector` prints one line of JSON.

single: `gymnasium.make`, random actions from its action space, a reset after each episode.
vector: 1024 environments at once in NumPy, with the automatic resets of Gymnasium; actions are drawn by NumPy.
"""
import json
import sys

import gymnasium
import numpy as np

from measure import measure

STEPS_PER_CALL = 1000
ENVIRONMENTS = 1024


def single(workload):
    env = gymnasium.make("CartPole-v1")
    env.reset(seed=1)
    env.action_space.seed(1)

    def steps():
        for _ in range(STEPS_PER_CALL):
            _, _, terminated, truncated, _ = env.step(env.action_space.sample())
            if terminated or truncated:
                env.reset()

    return measure(steps, workload, STEPS_PER_CALL)


def vector(workload):
    envs = gymnasium.make_vec("CartPole-v1", num_envs=ENVIRONMENTS, vectorization_mode="vector_entry_point")
    envs.reset(seed=1)
    random = np.random.default_rng(1)
    return measure(lambda: envs.step(random.integers(0, 2, ENVIRONMENTS)), workload, ENVIRONMENTS)


def main():
    path, form = sys.argv[1:]
    with open(path) as file:
        workload = json.load(file)
    rows = []
    if "environment" in workload:
        median = {"single": single, "vector": vector}[form](workload)
        rows.append({"row": workload["environment"]["row"], "median_us": median})
    version = f"Gymnasium {gymnasium.__version__}, NumPy {np.__version__}, Python {sys.version.split()[0]}"
    print(json.dumps({"version": version, "rows": rows}))


main()
