"""Optimisers fed recorded gradients for 20 steps; clipping; the moving average of weights."""
import torch
from torch import optim
from torch.nn.utils import clip_grad_norm_, clip_grad_value_
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from fixtures import Fixture, numbers

STEPS = 20
fixture = Fixture("optim")
start = [numbers(5, 7, low=-2, high=2), numbers(3, seed=1)]
fixture.put("start/0", start[0])
fixture.put("start/1", start[1])
gradients = []  # smaller and smaller, so that amsgrad differs; the second weight lacks some
for t in range(STEPS):
    slopes = [numbers(5, 7, seed=10 + t) / (1 + t), None if t in (0, 7) else numbers(3, seed=50 + t)]
    gradients.append([g if g is None else g.to(torch.float32).to(torch.float64) for g in slopes])
    for k, g in enumerate(gradients[-1]):
        if g is not None:
            fixture.put(f"gradient/{t}/{k}", g)


def record(name, make):
    """The weights after 1, 2 and 20 steps of make(weights), and what the optimiser then keeps."""
    weights = [x.clone().requires_grad_() for x in start]
    optimizer = make(weights)
    for t, slopes in enumerate(gradients):
        for x, g in zip(weights, slopes):
            x.grad = None if g is None else g.clone()
        optimizer.step()
        if t + 1 in (1, 2, STEPS):
            for k, x in enumerate(weights):
                fixture.put(f"{name}/after {t + 1}/{k}", x)
    for k, x in enumerate(weights):
        for key, value in optimizer.state[x].items():
            if value is not None and key != "step":
                fixture.put(f"{name}/state/{k}.{key}", value)


for name, kind, options in [
    ("SGD", optim.SGD, dict(lr=0.05)),
    ("SGD, weight decay", optim.SGD, dict(lr=0.05, weight_decay=0.1)),
    ("SGD, momentum", optim.SGD, dict(lr=0.05, momentum=0.9)),
    ("SGD, dampening", optim.SGD, dict(lr=0.05, momentum=0.9, dampening=0.3, weight_decay=0.1)),
    ("SGD, nesterov", optim.SGD, dict(lr=0.05, momentum=0.8, weight_decay=0.1, nesterov=True)),
    ("RMSprop", optim.RMSprop, {}),
    ("RMSprop, weight decay", optim.RMSprop, dict(lr=0.02, alpha=0.9, eps=1e-6, weight_decay=0.1)),
    ("RMSprop, momentum", optim.RMSprop, dict(momentum=0.8)),
    ("RMSprop, centered", optim.RMSprop, dict(alpha=0.9, centered=True)),
    ("RMSprop, centered, momentum", optim.RMSprop,
     dict(alpha=0.9, weight_decay=0.1, momentum=0.8, centered=True)),
    ("Adagrad", optim.Adagrad, {}),
    ("Adagrad, decays", optim.Adagrad, dict(lr=0.05, lr_decay=0.1, weight_decay=0.1)),
    ("Adagrad, accumulator", optim.Adagrad, dict(lr=0.05, initial_accumulator_value=0.3, eps=1e-6)),
    ("Adam", optim.Adam, {}),
    ("Adam, weight decay", optim.Adam, dict(lr=0.01, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1)),
    ("Adam, amsgrad", optim.Adam, dict(lr=0.01, betas=(0.9, 0.8), amsgrad=True)),
    ("AdamW", optim.AdamW, dict(lr=0.01)),
    ("AdamW, amsgrad", optim.AdamW,
     dict(lr=0.01, betas=(0.8, 0.9), eps=1e-6, weight_decay=0.1, amsgrad=True)),
]:
    record(name, lambda weights: kind(weights, **options))
    # The second weight in a group of its own.
    record("groups/" + name, lambda weights: kind(
        [dict(params=weights[:1]), dict(params=weights[1:], lr=0.002, weight_decay=0.3)], **options))

for name, clip in [
    ("norm", lambda weights: fixture.put("clip/norm/length", clip_grad_norm_(weights, 1.5))),
    ("short norm", lambda weights: fixture.put("clip/short norm/length", clip_grad_norm_(weights, 1000))),
    ("value", lambda weights: clip_grad_value_(weights, 0.25)),
]:
    weights = [x.clone().requires_grad_() for x in start]
    for x, g in zip(weights, gradients[1]):
        x.grad = g.clone()
    clip(weights)
    for k, x in enumerate(weights):
        fixture.put(f"clip/{name}/{k}", x.grad)

model = torch.nn.BatchNorm1d(3)
average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9))
for t in range(STEPS):
    with torch.no_grad():
        model.weight.copy_(numbers(3, seed=100 + t))
        model.bias.copy_(numbers(3, seed=200 + t))
        model.running_mean.copy_(numbers(3, seed=300 + t))
    for key in ("weight", "bias", "running_mean"):
        fixture.put(f"average/{t}/{key}", getattr(model, key))
    average.update_parameters(model)
for key in ("weight", "bias", "running_mean"):
    fixture.put(f"average/after/{key}", getattr(average.module, key))
fixture.save()
