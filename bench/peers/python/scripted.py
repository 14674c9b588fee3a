"""PyTorch in its strongest form: the whole update, Adam included and sampling if wanted, is one TorchScript call.

The backward pass is written by hand, so that autograd records nothing; all parameters lie in one flat tensor, so that Adam is a
handful of calls. `update` takes a minibatch; calling the module draws one first, from a memory made of tensors. `check.py` holds
`update` against the eager form.
"""
from typing import List, Tuple

import torch

from eager import GAMMA, LEARNING_RATE

Batch = Tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


class ScriptedUpdate(torch.nn.Module):
    """Attributes instead of arguments, because each argument costs a conversion from Python at each call."""

    params: List[torch.Tensor]
    grads: List[torch.Tensor]
    target: List[torch.Tensor]
    memory: Batch

    def __init__(self, eager, memory: Batch, batch: int):
        super().__init__()
        like = [parameter.detach() for parameter in eager.online.parameters()]
        self.p = torch.cat([tensor.flatten() for tensor in like])
        self.g = torch.zeros_like(self.p)
        self.m = torch.zeros_like(self.p)
        self.v = torch.zeros_like(self.p)
        # [W1, b1, W2, b2, W3, b3], windows into p and g.
        self.params = views(self.p, like)
        self.grads = views(self.g, like)
        self.target = [parameter.detach().clone() for parameter in eager.target.parameters()]
        self.memory = memory
        self.batch = batch
        self.t = 0
        self.gamma: float = GAMMA
        self.learning_rate: float = LEARNING_RATE
        self.beta1: float = 0.9
        self.beta2: float = 0.999
        self.epsilon: float = 1e-8

    def forward(self):
        """One gradient descent step on a minibatch drawn from the memory."""
        observations, actions, next_observations, dones, rewards = self.memory
        slots = torch.randint(0, observations.size(0), [self.batch])
        self.update(
            observations.index_select(0, slots),
            actions.index_select(0, slots),
            next_observations.index_select(0, slots),
            dones.index_select(0, slots),
            rewards.index_select(0, slots),
        )

    @torch.jit.export
    def update(
        self,
        observations: torch.Tensor,
        actions: torch.Tensor,
        next_observations: torch.Tensor,
        dones: torch.Tensor,
        rewards: torch.Tensor,
    ):
        params, grads, target = self.params, self.grads, self.target

        # Targets.
        h = torch.addmm(target[1], next_observations, target[0].t()).relu_()
        h = torch.addmm(target[3], h, target[2].t()).relu_()
        next_values = torch.addmm(target[5], h, target[4].t()).amax(1, keepdim=True)
        td_target = next_values.mul_(1 - dones).mul_(self.gamma).add_(rewards)

        # Forward.
        h1 = torch.addmm(params[1], observations, params[0].t()).relu_()
        h2 = torch.addmm(params[3], h1, params[2].t()).relu_()
        q = torch.addmm(params[5], h2, params[4].t())

        # Backward. threshold_backward, PyTorch's own kernel for ReLU, lets d through where the output is positive.
        d_taken = q.gather(1, actions).sub_(td_target).mul_(2.0 / q.size(0))
        d_q = torch.zeros_like(q).scatter_(1, actions, d_taken)
        torch.mm(d_q.t(), h2, out=grads[4])
        torch.sum(d_q, [0], out=grads[5])
        d2 = torch.ops.aten.threshold_backward(torch.mm(d_q, params[4]), h2, 0)
        torch.mm(d2.t(), h1, out=grads[2])
        torch.sum(d2, [0], out=grads[3])
        d1 = torch.ops.aten.threshold_backward(torch.mm(d2, params[2]), h1, 0)
        torch.mm(d1.t(), observations, out=grads[0])
        torch.sum(d1, [0], out=grads[1])

        # Adam.
        self.t += 1
        self.m.mul_(self.beta1).add_(self.g, alpha=1 - self.beta1)
        self.v.mul_(self.beta2).addcmul_(self.g, self.g, value=1 - self.beta2)
        denominator = self.v.sqrt().div_((1 - self.beta2**self.t) ** 0.5).add_(self.epsilon)
        self.p.addcdiv_(self.m, denominator, value=-self.learning_rate / (1 - self.beta1**self.t))


def views(flat, like):
    """Windows into a flat tensor, one for each tensor of `like`, in its shape."""
    start = 0
    windows = []
    for tensor in like:
        windows.append(flat[start : start + tensor.numel()].view(tensor.shape))
        start += tensor.numel()
    return windows


def scripted_learner(eager, memory, batch):
    """Starts from the weights of an EagerLearner; call it within torch.no_grad()."""
    return torch.jit.script(ScriptedUpdate(eager, memory, batch))
