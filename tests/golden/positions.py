"""Positions: the formulas of Vaswani et al. and of DETR, which PyTorch has not, written once more; learned ones."""
import math

import torch

from fixtures import Fixture, numbers

fixture = Fixture("positions")


def sinusoids(length, dim):
    """As most programs write it: the speeds by an exponential of a logarithm."""
    position = torch.arange(length, dtype=torch.float64)[:, None]
    speed = torch.exp(torch.arange(0, dim, 2, dtype=torch.float64) * (-math.log(10000.0) / dim))
    table = torch.zeros(length, dim)
    table[:, 0::2], table[:, 1::2] = torch.sin(position * speed), torch.cos(position * speed)
    return table


def picture_sinusoids(shown, dim, temperature=10000.0, normalize=True, scale=2 * math.pi):
    """(B, H, W) -> (B, D, H, W): both axes at once, by cumulative sums."""
    half = dim // 2
    k = torch.arange(half, dtype=torch.float64)
    period = temperature ** (2 * torch.div(k, 2, rounding_mode="floor") / half)

    def channels(axis):
        place = shown.cumsum(axis, dtype=torch.float64)
        if normalize:
            place = place / (place.narrow(axis, -1, 1) + 1e-6) * scale
        angle = place[..., None] / period
        return torch.where(k % 2 == 0, angle.sin(), angle.cos())

    return torch.cat([channels(1), channels(2)], dim=3).permute(0, 3, 1, 2)


for length, dim in ((1, 2), (7, 6), (100, 32)):
    fixture.put(f"line/{length}, {dim}", sinusoids(length, dim))
shown = torch.ones(2, 3, 5).bool()
shown[0, 2:], shown[0, :, 3:], shown[1, :, 4:] = False, False, False  # pictures 2 by 3, and 3 by 4
fixture.put("shown", shown)
fixture.put("picture/normalised", picture_sinusoids(shown, 8))
fixture.put("picture/counted", picture_sinusoids(shown, 8, normalize=False))
fixture.put("picture/other options", picture_sinusoids(shown, 12, temperature=20.0, scale=3.0))
fixture.put("picture/no padding", picture_sinusoids(torch.ones(1, 4, 3).bool(), 16))

table = torch.nn.Embedding(6, 4)
with torch.no_grad():
    table.weight.copy_(numbers(6, 4, seed=1))
fixture.case("learned", lambda x: x + table(torch.arange(5)), [numbers(2, 5, 4)], table)
fixture.save()
