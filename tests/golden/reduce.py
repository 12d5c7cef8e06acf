"""Reductions: values and gradients over one axis, several and all, and where something is 0 or infinite."""
import math

import torch

from fixtures import Fixture, numbers

fixture = Fixture("reduce")
x = numbers(3, 4, 5, low=-2, high=2)
dims = {"all": None, "0": 0, "-1": -1, "0, 2": (0, 2)}


def over(dim):
    return {} if dim is None else {"dim": dim}


def every(name, call, own=x):
    for label, dim in dims.items():
        fixture.case(f"{name}/{label}", lambda v: call(v, dim, False), [own])
    fixture.case(f"{name}/1, keepdim", lambda v: call(v, 1, True), [own])


for correction in (0, 1, 2):
    every(f"var/{correction}", lambda v, dim, keep: torch.var(v, dim, correction=correction, keepdim=keep))
    every(f"std/{correction}", lambda v, dim, keep: torch.std(v, dim, correction=correction, keepdim=keep))
every("logsumexp", lambda v, dim, keep: torch.logsumexp(v, (0, 1, 2) if dim is None else dim, keep))
for p in (0.5, 1, 1.5, 2, 3, -1, math.inf, -math.inf):
    every(f"norm/{p}", lambda v, dim, keep: torch.linalg.vector_norm(v, p, dim, keep))
for label in ("0", "-1"):
    fixture.case(f"prod/{label}", lambda v: torch.prod(v, int(label)), [x])
    fixture.case(f"cumsum/{label}", lambda v: torch.cumsum(v, int(label)), [x])
    fixture.case(f"amax/{label}", lambda v: torch.amax(v, int(label)), [x])
    fixture.case(f"amin/{label}", lambda v: torch.amin(v, int(label)), [x])
fixture.case("prod/all", torch.prod, [numbers(4, 5, seed=1, low=0.5, high=1.5)])
fixture.case("cumsum/1", lambda v: torch.cumsum(v, 1), [x])
fixture.case("argmax/-1", lambda v: torch.argmax(v, -1).double(), [x])
fixture.case("argmin/0", lambda v: torch.argmin(v, 0).double(), [x])
fixture.case("argmax/all", lambda v: torch.argmax(v).double(), [x])

# Where a formula alone would divide 0 by 0, or take infinity from infinity.
for name, values in {"one zero": [2.0, 0.0, 3.0, -4.0], "two zeros": [2.0, 0.0, 0.0, -4.0]}.items():
    fixture.case(f"prod/{name}", lambda v: torch.prod(v, 0), [torch.tensor(values)])
for p in (0.5, 1, 1.5, 2, 3, math.inf):
    fixture.case(f"norm/{p}/at 0", lambda v: torch.linalg.vector_norm(v, p), [torch.zeros(3)])
    fixture.case(f"norm/{p}/one 0", lambda v: torch.linalg.vector_norm(v, p), [torch.tensor([0.0, 3.0, -4.0])])
fixture.case("norm/inf/tie", lambda v: torch.linalg.vector_norm(v, math.inf), [torch.tensor([3.0, -3.0, 1.0])])
fixture.case("norm/0", lambda v: torch.linalg.vector_norm(v, 0), [torch.tensor([0.0, 3.0, -4.0])])
fixture.case("std/0/constant", lambda v: torch.std(v, 0, correction=0), [torch.ones(4)])
fixture.case("var/0/one number", lambda v: torch.var(v, 0, correction=0), [torch.ones(1)])
for name, values in {"-inf": [-math.inf, 0.5, 1.0], "1e4": [1e4, 1e4, 9999.0], "-1e4": [-1e4, -1e4, -1e4]}.items():
    fixture.case(f"logsumexp/{name}", lambda v: torch.logsumexp(v, 0), [torch.tensor(values)])
fixture.save()
