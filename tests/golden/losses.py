"""Losses: values and gradients for every reduction and option."""
import torch
import torch.nn.functional as F

from fixtures import Fixture, numbers

fixture = Fixture("losses")
logits, labels = numbers(6, 5, low=-2, high=2), torch.tensor([0, 4, 2, 2, 1, 3])
weights = numbers(5, seed=1, low=0.2, high=2)
fixture.put("class_weights", weights)
for reduction in ("mean", "sum", "none"):
    fixture.case(f"cross_entropy/{reduction}", lambda x: F.cross_entropy(x, labels, reduction=reduction), [logits])
    fixture.case(
        f"cross_entropy/weighted, smoothed, one ignored/{reduction}",
        lambda x: F.cross_entropy(x, labels, weight=weights, label_smoothing=0.1, ignore_index=2, reduction=reduction),
        [logits])
    fixture.case(f"mse_loss/{reduction}", lambda x, y: F.mse_loss(x, y, reduction=reduction),
                 [logits, numbers(6, 5, seed=2)])
fixture.case("cross_entropy/pictures", lambda x: F.cross_entropy(x, torch.tensor([[[0, 1], [2, 2]], [[1, 1], [0, 2]]])),
             [numbers(2, 3, 2, 2, seed=3)])
fixture.save()
