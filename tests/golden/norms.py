"""Norms as functions and layers: affine or not, running statistics or not, in training and in eval."""
import torch
import torch.nn.functional as F
from torch import nn

from fixtures import Fixture, fill, numbers

fixture = Fixture("norms")
rows, sequences, images = numbers(6, 4), numbers(3, 4, 5, seed=1), numbers(3, 4, 5, 3, seed=2)
tokens = numbers(2, 3, 7, seed=3)
weight, bias, seven = numbers(4, seed=4), numbers(4, seed=5), numbers(7, seed=6)

fixture.case("layer_norm", lambda x, w, b: F.layer_norm(x, (7,), w, b), [tokens, seven, numbers(7, seed=7)])
fixture.case("layer_norm/plain", lambda x: F.layer_norm(x, (7,), eps=1e-6), [tokens])
fixture.case("rms_norm", lambda x, w: F.rms_norm(x, (7,), w, 1e-3), [tokens, seven])
fixture.case("rms_norm/plain", lambda x: F.rms_norm(x, (7,)), [tokens])
for groups in (1, 2, 4):
    fixture.case(f"group_norm/{groups}", lambda x, w, b: F.group_norm(x, groups, w, b), [images, weight, bias])
fixture.case("group_norm/plain", lambda x: F.group_norm(x, 2, eps=1e-3), [images])
fixture.case("group_norm/rows", lambda x, w, b: F.group_norm(x, 1, w, b), [rows, weight, bias])
fixture.case("instance_norm", lambda x, w, b: F.instance_norm(x, weight=w, bias=b), [images, weight, bias])
fixture.case("instance_norm/plain", lambda x: F.instance_norm(x, eps=1e-3), [sequences])
means, variances = numbers(4, seed=8), numbers(4, seed=9, low=0.5, high=1.5)
fixture.put("means", means)
fixture.put("variances", variances)
fixture.case("instance_norm/running",
             lambda x, w, b: F.instance_norm(x, means, variances, w, b, use_input_stats=False), [images, weight, bias])
fixture.case("batch_norm/rows", lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True),
             [rows, weight, bias])
fixture.case("batch_norm/running", lambda x: F.batch_norm(x, means, variances, eps=1e-3), [images])


def both_modes(name, make, x):
    """In training, with the statistics that it leaves behind; and in eval, with others."""
    module = fill(make())
    fixture.case(f"{name}/train", module, [x], module)
    module = fill(make(), seed=200).eval()
    fixture.case(f"{name}/eval", module, [x], module)


both_modes("LayerNorm", lambda: nn.LayerNorm(7), tokens)
both_modes("RMSNorm", lambda: nn.RMSNorm(7), tokens)
both_modes("RMSNorm, plain", lambda: nn.RMSNorm(7, eps=1e-3, elementwise_affine=False), tokens)
both_modes("GroupNorm", lambda: nn.GroupNorm(2, 4), images)
both_modes("GroupNorm, plain", lambda: nn.GroupNorm(4, 4, eps=1e-3, affine=False), images)
for name, kind, x in (("BatchNorm1d, rows", nn.BatchNorm1d, rows), ("BatchNorm1d, sequences", nn.BatchNorm1d, sequences),
                      ("BatchNorm2d", nn.BatchNorm2d, images), ("InstanceNorm2d", nn.InstanceNorm2d, images)):
    for affine in (True, False):
        for track in (True, False):
            options = ", affine" * affine + ", tracking" * track
            both_modes(name + options, lambda: kind(4, 1e-3, 0.3, affine, track), x)
fixture.save()
