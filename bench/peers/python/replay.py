"""A full replay memory, laid out and sampled as in Stable-Baselines3's ReplayBuffer, which CleanRL's DQN uses.

Preallocated NumPy arrays with an axis for parallel environments, indices drawn by NumPy, one advanced-indexing copy and one
tensor for each part.
"""
import numpy as np
import torch

OBSERVATION_SIZE = 4


class Replay:
    def __init__(self, size, seed=1):
        random = np.random.default_rng(seed)
        self.size = size
        self.observations = random.uniform(-1, 1, (size, 1, OBSERVATION_SIZE)).astype(np.float32)
        self.next_observations = random.uniform(-1, 1, (size, 1, OBSERVATION_SIZE)).astype(np.float32)
        self.actions = random.integers(0, 2, (size, 1, 1))
        self.rewards = np.ones((size, 1), np.float32)
        self.dones = (random.random((size, 1)) < 0.05).astype(np.float32)
        self.timeouts = np.zeros((size, 1), np.float32)

    def sample(self, batch):
        """Tensors observations (B,4), actions (B,1), next observations (B,4), dones (B,1), rewards (B,1)."""
        slots = np.random.randint(0, self.size, size=batch)
        envs = np.random.randint(0, high=1, size=(batch,))
        parts = (
            self.observations[slots, envs, :],
            self.actions[slots, envs, :],
            self.next_observations[slots, envs, :],
            (self.dones[slots, envs] * (1 - self.timeouts[slots, envs])).reshape(-1, 1),
            self.rewards[slots, envs].reshape(-1, 1),
        )
        return tuple(torch.tensor(part) for part in parts)

    def tensors(self):
        """The whole memory as tensors, for code that samples inside PyTorch."""
        return (
            torch.from_numpy(self.observations[:, 0].copy()),
            torch.from_numpy(self.actions[:, 0].copy()),
            torch.from_numpy(self.next_observations[:, 0].copy()),
            torch.from_numpy(self.dones.copy()),
            torch.from_numpy(self.rewards.copy()),
        )
