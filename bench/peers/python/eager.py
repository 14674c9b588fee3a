"""PyTorch, line by line: the update and the action in the shape that CleanRL's dqn.py gives them."""
import torch
import torch.nn.functional as F
from torch import nn

from replay import OBSERVATION_SIZE

ACTIONS = 2
GAMMA = 0.99
LEARNING_RATE = 2.5e-4


def network(hidden):
    return nn.Sequential(
        nn.Linear(OBSERVATION_SIZE, hidden[0]),
        nn.ReLU(),
        nn.Linear(hidden[0], hidden[1]),
        nn.ReLU(),
        nn.Linear(hidden[1], ACTIONS),
    )


class EagerLearner:
    def __init__(self, hidden):
        self.online = network(hidden)
        self.target = network(hidden)
        self.target.load_state_dict(self.online.state_dict())
        self.optimizer = torch.optim.Adam(self.online.parameters(), lr=LEARNING_RATE)

    def act(self, observation):
        """The greedy action of a NumPy observation (1,4), as a NumPy array (1)."""
        q = self.online(torch.Tensor(observation))
        return torch.argmax(q, dim=1).cpu().numpy()

    def update(self, observations, actions, next_observations, dones, rewards):
        with torch.no_grad():
            next_values, _ = self.target(next_observations).max(dim=1)
            td_target = rewards.flatten() + GAMMA * next_values * (1 - dones.flatten())
        q_taken = self.online(observations).gather(1, actions).squeeze()
        loss = F.mse_loss(td_target, q_taken)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
