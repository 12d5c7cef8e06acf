"""Pictures of another size, with antialiasing, and normalised."""
import torch
import torch.nn.functional as F

from fixtures import Fixture, numbers

fixture = Fixture("pictures")
picture = numbers(3, 9, 11, low=0)


def resized(x, size, mode):
    antialias = mode == "bilinear"
    return F.interpolate(x[None], size=size, mode="bilinear" if antialias else "nearest-exact", antialias=antialias)[0]


for mode in ("bilinear", "nearest"):
    for size in ((9, 11), (5, 4), (1, 1), (4, 20), (14, 5), (19, 24)):
        fixture.put(f"{mode}/{size[0]} x {size[1]}", resized(picture, size, mode))
fixture.put("picture", picture)
mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
fixture.put("normalised", (picture - mean[:, None, None]) / std[:, None, None])
fixture.save()
