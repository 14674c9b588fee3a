"""PyTorch as a peer: `python3 pytorch.py WORKLOAD eager|scripted|all-scripted` prints one line of JSON.

eager: line by line, in CleanRL's shape.
scripted: the update is one TorchScript call; minibatches come from NumPy as for eager.
all-scripted: minibatches are drawn inside that call too.
"""
import json
import os
import re
import sys

import numpy as np
import torch

from eager import EagerLearner
from measure import measure
from replay import OBSERVATION_SIZE, Replay
from scripted import scripted_learner


def blas():
    """The matrix library in use: by the files in memory where the system shows them, else as PyTorch was built."""
    try:
        with open("/proc/self/maps") as maps:
            files = {os.path.basename(line.split()[-1]) for line in maps if "/" in line}
    except OSError:
        files = set()
    for file in sorted(files):
        if re.match(r"lib(open)?blas.*-r\d|libmkl_core|libblis", file):
            return file.split(".so")[0]
    built = re.search(r"BLAS_INFO=(\w+)", torch.__config__.show())
    return f"BLAS {built.group(1) if built else 'unknown'}"


def eager_rows(workload, replay):
    for case in workload["updates"]:
        learner, batch = EagerLearner(case["hidden"]), case["batch"]
        yield case["row"], measure(lambda: learner.update(*replay.sample(batch)), workload)
    observation = np.random.default_rng(1).uniform(-1, 1, (1, OBSERVATION_SIZE)).astype(np.float32)
    for case in workload["acts"]:
        learner = EagerLearner(case["hidden"])
        yield case["row"], measure(lambda: learner.act(observation), workload)


def scripted_rows(workload, replay):
    for case in workload["updates"]:
        learner, batch = create_scripted(case, replay), case["batch"]
        with torch.no_grad():
            yield case["row"], measure(lambda: learner.update(*replay.sample(batch)), workload)


def all_scripted_rows(workload, replay):
    for case in workload["updates"]:
        learner = create_scripted(case, replay)
        with torch.no_grad():
            yield case["row"], measure(learner, workload)


def create_scripted(case, replay):
    return scripted_learner(EagerLearner(case["hidden"]), replay.tensors(), case["batch"])


FORMS = {"eager": eager_rows, "scripted": scripted_rows, "all-scripted": all_scripted_rows}


def main():
    path, form = sys.argv[1:]
    with open(path) as file:
        workload = json.load(file)
    torch.set_num_threads(1)
    torch.manual_seed(1)
    np.random.seed(1)
    rows = FORMS[form](workload, Replay(workload["memory"]))
    report = {
        "version": f"PyTorch {torch.__version__}, {blas()}, Python {sys.version.split()[0]}",
        "rows": [{"row": row, "median_us": median} for row, median in rows],
    }
    print(json.dumps(report))


main()
