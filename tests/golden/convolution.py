"""Convolutions, forwards and backwards, unfold and pooling to a size: every option."""
import torch
import torch.nn.functional as F
from torch import nn

from fixtures import Fixture, fill, numbers

fixture = Fixture("convolution")

fixture.case("conv1d/plain", F.conv1d, [numbers(2, 3, 7), numbers(4, 3, 3, seed=1), numbers(4, seed=2)])
fixture.case("conv1d/no bias", F.conv1d, [numbers(2, 3, 7), numbers(4, 3, 2, seed=1)])
fixture.case("conv1d/all options", lambda x, w, b: F.conv1d(x, w, b, stride=2, padding=3, dilation=2, groups=2),
             [numbers(2, 4, 9), numbers(6, 2, 3, seed=1), numbers(6, seed=2)])
fixture.case("conv2d/all options",
             lambda x, w, b: F.conv2d(x, w, b, stride=(2, 1), padding=(1, 3), dilation=(1, 2), groups=2),
             [numbers(2, 4, 5, 6), numbers(6, 2, 3, 2, seed=1), numbers(6, seed=2)])

image = numbers(2, 4, 3, 5)
fixture.case("conv_transpose2d/plain", F.conv_transpose2d,
             [image, numbers(4, 3, 3, 2, seed=1), numbers(3, seed=2)])
fixture.case("conv_transpose2d/no bias, 1x1", F.conv_transpose2d, [image, numbers(4, 3, 1, 1, seed=1)])
fixture.case("conv_transpose2d/doubled",
             lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2, padding=1, output_padding=1),
             [image, numbers(4, 3, 3, 3, seed=1), numbers(3, seed=2)])
fixture.case("conv_transpose2d/all options",
             lambda x, w, b: F.conv_transpose2d(x, w, b, stride=(3, 1), padding=(2, 1), output_padding=(2, 1),
                                                dilation=(1, 2), groups=2),
             [image, numbers(4, 3, 4, 2, seed=1), numbers(6, seed=2)])

fixture.case("unfold/plain", lambda x: F.unfold(x, (2, 3)), [image])
fixture.case("unfold/all options", lambda x: F.unfold(x, (3, 2), dilation=(1, 2), padding=(1, 2), stride=(2, 3)),
             [image])

odd = numbers(2, 3, 7, 5)
for size in ((1, 1), (3, 2), (5, 7), (9, 11)):
    fixture.case(f"adaptive_avg_pool2d/{size[0]} x {size[1]}", lambda x: F.adaptive_avg_pool2d(x, size), [odd])

for name, module, x in (
        ("Conv1d", nn.Conv1d(4, 6, 3, stride=2, padding=1, dilation=2, groups=2), numbers(2, 4, 9)),
        ("Conv1d, no bias", nn.Conv1d(3, 2, 4, bias=False), numbers(2, 3, 9)),
        ("ConvTranspose2d", nn.ConvTranspose2d(4, 6, (3, 4), stride=2, padding=1, output_padding=(1, 0), groups=2),
         image),
        ("ConvTranspose2d, no bias", nn.ConvTranspose2d(4, 3, 2, dilation=2, bias=False), image),
        ("AdaptiveAvgPool2d", nn.AdaptiveAvgPool2d((2, 4)), odd)):
    fixture.case(name, fill(module), [x], fill(module))
fixture.save()
