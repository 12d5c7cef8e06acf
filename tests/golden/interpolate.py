"""interpolate: every mode, by size and by scale factor, larger and smaller."""
import torch.nn.functional as F

from fixtures import Fixture, numbers

fixture = Fixture("interpolate")
image = numbers(2, 2, 5, 7)
sizes, factors = ((5, 7), (3, 11), (12, 4), (1, 1)), ((2.0, 3.0), (1.7, 2.3), (0.6, 0.45), (1.1, 2.1))
for mode in ("nearest", "bilinear", "bicubic"):
    for align_corners in ((None,) if mode == "nearest" else (False, True)):
        name = mode + (", corners aligned" if align_corners else "")
        for size in sizes:
            fixture.case(f"{name}/to {size[0]} x {size[1]}",
                         lambda x: F.interpolate(x, size=size, mode=mode, align_corners=align_corners), [image])
        for factor in factors:
            fixture.case(f"{name}/by {factor[0]} and {factor[1]}",
                         lambda x: F.interpolate(x, scale_factor=factor, mode=mode, align_corners=align_corners),
                         [image])
# As DINO takes its 14 x 14 positions to a picture of 23 x 31 patches, here 4 x 4 to 5 x 7.
fixture.case("positions of DINO",
             lambda x: F.interpolate(x, scale_factor=((5 + 0.1) / 4, (7 + 0.1) / 4), mode="bicubic"),
             [numbers(1, 6, 4, 4, seed=1)])
fixture.save()
