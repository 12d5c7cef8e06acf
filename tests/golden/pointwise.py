"""Operations element by element: values and gradients, with their options, and at their kinks."""
import torch
import torch.nn.functional as F

from fixtures import Fixture, numbers

fixture = Fixture("pointwise")
x = numbers(5, 9, low=-4, high=4)
kinks = torch.cat([torch.tensor([0.0, -0.0, 0.5, -0.5, 1.5, 2.5, 1.0, -1.0, 2.0]), numbers(30, seed=1, low=-3, high=3)])
for name, call in {
    "abs": torch.abs, "sign": torch.sign, "floor": torch.floor, "round": torch.round,
    "clip/-1, 2": lambda v: torch.clip(v, -1, 2), "clip/min 0.5": lambda v: torch.clip(v, min=0.5),
    "clip/max -0.5": lambda v: torch.clip(v, max=-0.5), "clip/2, -1": lambda v: torch.clip(v, 2, -1),
    "sin": torch.sin, "cos": torch.cos, "erf": torch.erf, "silu": F.silu,
    "elu": F.elu, "elu/2.5": lambda v: F.elu(v, 2.5),
    "leaky_relu": F.leaky_relu, "leaky_relu/0.3": lambda v: F.leaky_relu(v, 0.3),
    "softplus": F.softplus, "softplus/2.5, 3": lambda v: F.softplus(v, 2.5, 3),
    "relu": torch.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "gelu": F.gelu,
    "gelu/tanh": lambda v: F.gelu(v, approximate="tanh"),
    "exp": torch.exp, "neg": torch.neg,
}.items():
    fixture.case(f"{name}/spread", call, [x])
    fixture.case(f"{name}/kinks", call, [kinks])
for name, call in {"log": torch.log, "sqrt": torch.sqrt}.items():
    fixture.case(f"{name}/positive", call, [numbers(5, 9, seed=2, low=0.1, high=4)])
far = torch.tensor([1000.0, -1000.0, 100.0, -100.0, 30.0, -30.0, 20.0, -20.0])
for name, call in {"softplus": F.softplus, "silu": F.silu, "elu": F.elu, "erf": torch.erf}.items():
    fixture.case(f"{name}/far", call, [far])
fixture.save()
