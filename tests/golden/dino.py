"""DINO's vision transformer, written down from its description: what it makes of pictures of three sizes.

The weights are seeded, and lie in files/dino.pth, files/dino_legacy.pth and files/dino.safetensors as a public
checkpoint would; dino.safetensors has what came out. A narrow and shallow one; "dino.py DIR" makes a ViT-S/16 there.
"""
import math
import pathlib
import sys

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

from fixtures import Fixture, numbers


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.qkv, self.proj = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)

    def weights_and_values(self, x):
        batch, tokens, dim = x.shape
        packed = self.qkv(x).reshape(batch, tokens, 3, self.heads, dim // self.heads)
        q, k, v = packed.permute(2, 0, 3, 1, 4)  # each (B, H, N, D / H)
        return (q @ k.transpose(-1, -2) / math.sqrt(dim // self.heads)).softmax(-1), v

    def forward(self, x):
        weights, v = self.weights_and_values(x)
        return self.proj((weights @ v).transpose(1, 2).reshape(x.shape))


class Mlp(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(dim, hidden), nn.Linear(hidden, dim)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(dim, eps=1e-6), Attention(dim, heads)
        self.norm2, self.mlp = nn.LayerNorm(dim, eps=1e-6), Mlp(dim, 4 * dim)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class PatchEmbed(nn.Module):
    def __init__(self, patch, dim):
        super().__init__()
        self.proj = nn.Conv2d(3, dim, patch, stride=patch)

    def forward(self, x):
        return self.proj(x).flatten(2).transpose(1, 2)


class VisionTransformer(nn.Module):
    def __init__(self, image, patch, dim, depth, heads):
        super().__init__()
        self.patch, self.side = patch, image // patch
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos_embed = nn.Parameter(torch.zeros(1, self.side**2 + 1, dim))
        self.patch_embed = PatchEmbed(patch, dim)
        self.blocks = nn.ModuleList(Block(dim, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(dim, eps=1e-6)

    def positions(self, height, width):
        """The learned ones; of another picture than a square of the first size, those in between."""
        rows, columns = height // self.patch, width // self.patch
        if rows == columns == self.side:
            return self.pos_embed
        grid = self.pos_embed[:, 1:].reshape(1, self.side, self.side, -1).permute(0, 3, 1, 2)
        scale = (rows + 0.1) / self.side, (columns + 0.1) / self.side
        grid = F.interpolate(grid, scale_factor=scale, mode="bicubic")
        assert grid.shape[2:] == (rows, columns)
        return torch.cat((self.pos_embed[:, :1], grid.flatten(2).transpose(1, 2)), 1)

    def tokens(self, x):
        cls = self.cls_token.expand(x.shape[0], -1, -1)
        return torch.cat((cls, self.patch_embed(x)), 1) + self.positions(*x.shape[2:])

    def forward(self, x):
        x = self.tokens(x)
        for block in self.blocks:
            x = block(x)
        return self.norm(x)[:, 0]

    def last_attention(self, x):
        x = self.tokens(x)
        for block in self.blocks[:-1]:
            x = block(x)
        last = self.blocks[-1]
        return last.attn.weights_and_values(last.norm1(x))[0]


def seeded(*sizes):
    """Numbers as a trained model has them, so that attention is neither even nor all on one token."""
    model = VisionTransformer(*sizes)
    with torch.no_grad():
        for place, (name, x) in enumerate(model.state_dict().items()):
            spread = 2 / math.sqrt(x[0].numel()) if x.dim() > 1 and "token" not in name and "pos" not in name else 0.5
            x.copy_(numbers(*x.shape, seed=place, low=-spread, high=spread))
            if "norm" in name and name.endswith("weight"):
                x.copy_((x + 1).float())  # as the checkpoint has it
    return model.eval()


def save(model, folder):
    state = type(model.state_dict())((name, x.float().contiguous()) for name, x in model.state_dict().items())
    torch.save(state, folder / "dino.pth")
    torch.save(state, folder / "dino_legacy.pth", _use_new_zipfile_serialization=False)
    save_file(dict(state), folder / "dino.safetensors")


def record(model, fixture, sizes):
    with torch.no_grad():
        for k, (height, width) in enumerate(sizes):
            x, name = numbers(1, 3, height, width, seed=1000 + k, low=-2, high=2), f"{height} x {width}"
            fixture.put(f"{name}/picture", x)
            fixture.put(f"{name}/positions", model.positions(height, width))
            fixture.put(f"{name}/features", model(x))
            fixture.put(f"{name}/attention", model.last_attention(x))


fixture = Fixture("dino")
if len(sys.argv) > 1:
    folder = pathlib.Path(sys.argv[1])
    model, sizes = seeded(224, 16, 384, 12, 6), ((224, 224), (368, 496), (112, 448))
else:
    folder = pathlib.Path(__file__).with_name("files")
    # The last has as many patches as the positions, in another form: those in between all the same.
    model, sizes = seeded(32, 8, 24, 2, 3), ((32, 32), (40, 56), (16, 64))
save(model, folder)
record(model, fixture, sizes)
if len(sys.argv) > 1:
    save_file({k: torch.from_numpy(x) for k, x in fixture.tensors.items()}, folder / "outputs.safetensors")
else:
    fixture.save()
