"""Shows that the scripted update does what the eager one does: `python3 bench/peers/python/check.py`."""
import torch

from eager import EagerLearner
from replay import Replay
from scripted import scripted_learner

UPDATES = 100
TOLERANCE = 1e-6


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    replay = Replay(10_000)
    for batch, hidden in ((32, (24, 24)), (128, (120, 84)), (64, (256, 256))):
        eager = EagerLearner(hidden)
        scripted = scripted_learner(eager, replay.tensors(), batch)
        for _ in range(UPDATES):
            sampled = replay.sample(batch)
            eager.update(*sampled)
            with torch.no_grad():
                scripted.update(*sampled)
        pairs = zip(eager.online.parameters(), scripted.params)
        difference = max((a - b).abs().max().item() for a, b in pairs)
        print(f"B {batch}, hidden {hidden}: after {UPDATES} updates parameters differ by at most {difference:.1e}")
        if not difference <= TOLERANCE:
            raise SystemExit(f"more than {TOLERANCE}")


main()
