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
    fixture.case(f"nll_loss/{reduction}", lambda x: F.nll_loss(x, labels, reduction=reduction), [logits])
    fixture.case(
        f"nll_loss/weighted, one ignored/{reduction}",
        lambda x: F.nll_loss(x, labels, weight=weights, ignore_index=2, reduction=reduction), [logits])
    fixture.case(f"mse_loss/{reduction}", lambda x, y: F.mse_loss(x, y, reduction=reduction),
                 [logits, numbers(6, 5, seed=2)])
    both = [logits, numbers(6, 5, seed=2)]
    fixture.case(f"l1_loss/{reduction}", lambda x, y: F.l1_loss(x, y, reduction=reduction), both)
    for beta in (0, 0.3, 1):
        fixture.case(f"smooth_l1_loss/{beta}/{reduction}",
                     lambda x, y: F.smooth_l1_loss(x, y, beta=beta, reduction=reduction), both)
    probable = [logits, numbers(6, 5, seed=4, low=0, high=1)]
    for name, options in {"plain": {}, "weight": {"weight": weights}, "pos_weight": {"pos_weight": weights},
                          "both": {"weight": numbers(6, 1, seed=5, low=0.2, high=2), "pos_weight": weights}}.items():
        fixture.case(f"binary_cross_entropy_with_logits/{name}/{reduction}",
                     lambda x, y: F.binary_cross_entropy_with_logits(x, y, reduction=reduction, **options), probable)
fixture.put("row_weights", numbers(6, 1, seed=5, low=0.2, high=2))
for reduction in ("mean", "batchmean", "sum", "none"):
    fixture.case(f"kl_div/{reduction}", lambda x, y: F.kl_div(x, y, reduction=reduction),
                 [numbers(6, 5, seed=6, low=-4, high=0), numbers(6, 5, seed=7, low=0.05, high=1)])
    fixture.case(f"kl_div/log_target/{reduction}", lambda x, y: F.kl_div(x, y, reduction=reduction, log_target=True),
                 [numbers(6, 5, seed=6, low=-4, high=0), numbers(6, 5, seed=8, low=-4, high=0)])
fixture.case("binary_cross_entropy_with_logits/certain", lambda x, y: F.binary_cross_entropy_with_logits(x, y),
             [torch.tensor([1000.0, -1000.0, 1000.0, -1000.0, 0.0]), torch.tensor([1.0, 0.0, 0.0, 1.0, 1.0])])
fixture.case("l1_loss/equal", lambda x, y: F.l1_loss(x, y), [torch.tensor([1.0, 2.0]), torch.tensor([1.0, 5.0])])
fixture.case("nll_loss/pictures", lambda x: F.nll_loss(x, torch.tensor([[[0, 1], [2, 2]], [[1, 1], [0, 2]]])),
             [numbers(2, 3, 2, 2, seed=3)])
fixture.case("cross_entropy/pictures", lambda x: F.cross_entropy(x, torch.tensor([[[0, 1], [2, 2]], [[1, 1], [0, 2]]])),
             [numbers(2, 3, 2, 2, seed=3)])
fixture.save()
