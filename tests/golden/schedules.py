"""Schedules: the learning rates of 50 steps."""
import warnings

import torch
from torch.optim import lr_scheduler

from fixtures import Fixture

STEPS = 50
fixture = Fixture("schedules")
warnings.simplefilter("ignore")  # there is no optimizer.step()


def record(name, lr, make):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    schedule = make(optimizer)
    rates = []
    for _ in range(STEPS):
        rates.append(optimizer.param_groups[0]["lr"])
        schedule.step()
    fixture.put(name, torch.tensor(rates, dtype=torch.float64))


def one_cycle(**options):
    return lambda o: lr_scheduler.OneCycleLR(o, 2.0, total_steps=STEPS, cycle_momentum=False, **options)


def noam(d_model, warmup, factor):  # Vaswani et al. 2017, section 5.3
    return lambda o: lr_scheduler.LambdaLR(
        o, lambda step: factor * d_model ** -0.5 * min((step + 1) ** -0.5, (step + 1) * warmup ** -1.5))


record("StepLR", 0.5, lambda o: lr_scheduler.StepLR(o, 7, gamma=0.3))
record("MultiStepLR", 0.5, lambda o: lr_scheduler.MultiStepLR(o, [30, 5, 5, 12], gamma=0.5))
record("ExponentialLR", 0.5, lambda o: lr_scheduler.ExponentialLR(o, 0.93))
record("CosineAnnealingLR", 0.5, lambda o: lr_scheduler.CosineAnnealingLR(o, 20, eta_min=0.01))
record("OneCycleLR", 1.0, one_cycle())
record("OneCycleLR, linear", 1.0, one_cycle(anneal_strategy="linear", pct_start=0.45))
record("OneCycleLR, no rise", 1.0, one_cycle(pct_start=0.0))
record("OneCycleLR, three phases", 1.0,
       one_cycle(three_phase=True, pct_start=0.2, div_factor=10.0, final_div_factor=100.0))
record("Noam", 1.0, noam(64, 12, 2.0))
record("WarmupCosine", 0.5, lambda o: lr_scheduler.SequentialLR(
    o, [lr_scheduler.LambdaLR(o, lambda step: (step + 1) / 8), lr_scheduler.CosineAnnealingLR(o, 32, eta_min=0.05),
        lr_scheduler.ConstantLR(o, 0.1, total_iters=1000)], milestones=[8, 40]))
fixture.save()
