"""The same numbers in another order, in a frame, in parts."""
import torch
import torch.nn.functional as F

from fixtures import Fixture, numbers

fixture = Fixture("shapes")
matrix, cube, pictures = numbers(4, 5), numbers(3, 4, 5, seed=1), numbers(2, 3, 4, 5, seed=2)

fixture.case("flip/rows", lambda x: x.flip(0), [matrix])
fixture.case("flip/both", lambda x: x.flip((0, 1)), [matrix])
fixture.case("flip/outer and last", lambda x: x.flip((0, -1)), [cube])
fixture.case("flip/nothing", lambda x: x.flip(()), [cube])
fixture.case("roll/line", lambda x: x.roll(7), [matrix])
fixture.case("roll/columns", lambda x: x.roll(-1, 1), [matrix])
fixture.case("roll/three axes", lambda x: x.roll((1, -2, 9), (0, 1, 2)), [cube])
fixture.case("roll/twice", lambda x: x.roll((1, 2), (1, 1)), [cube])
fixture.case("repeat/matrix", lambda x: x.repeat(2, 3), [matrix])
fixture.case("repeat/new axes", lambda x: x.repeat(2, 1, 1, 2), [matrix])
fixture.case("repeat/never", lambda x: x.repeat(2, 0), [matrix])
fixture.case("repeat/scalar", lambda x: x.repeat(3), [numbers(seed=3)])
for k in (-6, -1, 0, 2, 6):
    fixture.case(f"tril/{k}", lambda x: x.tril(k), [cube])
    fixture.case(f"triu/{k}", lambda x: x.triu(k), [cube])
fixture.case("split/by 2", lambda x: x.split(2, 1), [numbers(2, 5, 3, seed=4)])
fixture.case("split/by sizes", lambda x: x.split((1, 0, 4), -1), [cube])
fixture.case("split/an empty axis", lambda x: x.split(2), [numbers(0, 3)])
fixture.case("chunk/4 of 5", lambda x: x.chunk(4, -1), [cube])
fixture.case("chunk/3 of nothing", lambda x: x.chunk(3), [numbers(0, 3)])
fixture.case("squeeze/all", lambda x: x.squeeze(), [numbers(1, 2, 1, 3, 1, seed=5)])
fixture.case("squeeze/to a scalar", lambda x: x.squeeze(), [numbers(1, 1, seed=6)])

fixture.case("pad/constant/last axis", lambda x: F.pad(x, (1, 2)), [matrix])
fixture.case("pad/constant/a value", lambda x: F.pad(x, (1, 0, 0, 2), value=-7), [pictures])
fixture.case("pad/constant/all axes", lambda x: F.pad(x, (1, 2, 3, 0, 0, 1, 2, 1), value=0.5), [pictures])
fixture.case("pad/constant/cut", lambda x: F.pad(x, (-1, -2, 0, -1)), [pictures])
fixture.case("pad/constant/cut and added", lambda x: F.pad(x, (-1, 2, 3, -2), value=4), [pictures])
fixture.case("pad/constant/cut to nothing", lambda x: F.pad(x, (-2, -3)), [matrix])
fixture.case("pad/constant/around nothing", lambda x: F.pad(x, (1, 1, 1, 1)), [numbers(0, 3)])
for mode, widest in (("reflect", (4, 3, 2, 3)), ("replicate", (6, 7, 0, 5)), ("circular", (5, 4, 3, 4))):
    fixture.case(f"pad/{mode}/last axis", lambda x: F.pad(x, (2, 1), mode=mode), [cube])
    fixture.case(f"pad/{mode}/pictures", lambda x: F.pad(x, (1, 2, 2, 1), mode=mode), [pictures])
    fixture.case(f"pad/{mode}/widest", lambda x: F.pad(x, widest, mode=mode), [pictures])
    fixture.case(f"pad/{mode}/cut", lambda x: F.pad(x, (-1, 2), mode=mode), [cube])
    fixture.case(f"pad/{mode}/cut behind", lambda x: F.pad(x, (2, -2), mode=mode), [cube])
    fixture.case(f"pad/{mode}/three axes", lambda x: F.pad(x, (1, 0, 2, 1, 0, 1), mode=mode), [pictures])
    fixture.case(f"pad/{mode}/no pictures", lambda x: F.pad(x, (1, 1), mode=mode), [numbers(0, 2, 3)])
fixture.save()
