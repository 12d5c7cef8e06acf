"""Picking and putting by indices, masks, and the like."""
import torch
import torch.nn.functional as F

from fixtures import Fixture, numbers

fixture = Fixture("indexing")
matrix, cube = numbers(4, 5), numbers(3, 4, 5, seed=1)
fixture.case("index_select/rows", lambda x: x.index_select(0, torch.tensor([3, 0, 3, 1])), [matrix])
fixture.case("index_select/columns", lambda x: x.index_select(1, torch.tensor([4, 4])), [matrix])
fixture.case("index_select/middle", lambda x: x.index_select(1, torch.tensor([2, 0, 3, 2, 2])), [cube])
fixture.case("index_select/one place", lambda x: x.index_select(-1, torch.tensor(2)), [cube])
fixture.case("index_select/nothing", lambda x: x.index_select(1, torch.tensor([], dtype=torch.int64)), [cube])

labels = torch.tensor([[4], [0], [2], [2]])
fixture.case("gather/labels", lambda x: x.log_softmax(1).gather(1, labels), [matrix])
rows = torch.tensor([[0, 3, 3, 1, 2], [2, 2, 0, 1, 0]])
fixture.case("gather/rows", lambda x: x.gather(0, rows), [matrix])
small = torch.tensor([[[2, 0, 3, 3], [1, 1, 1, 0]], [[0, 0, 2, 1], [3, 2, 1, 0]]])
fixture.case("gather/smaller than x", lambda x: x.gather(1, small), [cube])
fixture.case("gather/last axis", lambda x: x.gather(-1, small), [cube])

fixture.case("scatter_add/rows", lambda x, y: x.scatter_add(0, rows, y), [matrix, numbers(2, 5, seed=2)])
fixture.case("scatter_add/columns", lambda x, y: x.scatter_add(1, labels, y), [matrix, numbers(4, 1, seed=3)])
# PyTorch adds a part of a longer source, too, but then fails in backward(): so it is cut here.
fixture.case("scatter_add/longer source", lambda x, y: x.scatter_add(1, small, y[:2, :2, :4]), [cube, numbers(3, 2, 6, seed=4)])
fixture.case("scatter_add/last axis", lambda x, y: x.scatter_add(-1, small, y), [cube, numbers(2, 2, 4, seed=5)])

fixture.put("one_hot/as many as there are", F.one_hot(labels))
fixture.put("one_hot/7", F.one_hot(labels, 7))
fixture.put("one_hot/of one", F.one_hot(torch.tensor(2)))

mask = torch.arange(60).reshape(3, 4, 5) ** 2 % 3 == 1
for name, chosen in (("whole", mask), ("of a column", mask[:, :, :1]), ("of the last axes", mask[0]), ("one for all", mask[0, 0, 1])):
    fixture.put(f"masked_fill/{name}/mask", chosen)
    fixture.case(f"masked_fill/{name}", lambda x, chosen=chosen: x.masked_fill(chosen, -2.5), [cube])
fixture.save()
