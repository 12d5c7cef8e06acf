"""What models are built from: matrix products, softmax, attention, pooling, plain layers; and a whole ViT."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from fixtures import Fixture, fill, numbers

fixture = Fixture("plain")
x = numbers(2, 3, 4, low=-2, high=2)
fixture.case("matmul/broadcast", torch.matmul, [x, numbers(4, 5, seed=1)])
fixture.case("matmul/vectors", torch.matmul, [numbers(4, seed=2), numbers(4, seed=3)])
fixture.case("matmul/transposed", lambda a, b: a.mT @ b.mT, [x, numbers(2, 5, 3, seed=4)])
for dim in (0, 1, 2):
    fixture.case(f"softmax/{dim}", lambda a: F.softmax(a, dim), [x])
    fixture.case(f"log_softmax/{dim}", lambda a: F.log_softmax(a, dim), [x])

q, k, v = numbers(2, 2, 5, 4, seed=5), numbers(2, 2, 7, 4, seed=6), numbers(2, 2, 7, 3, seed=7)
mask = numbers(2, 1, 5, 7, seed=8) > -0.3
mask[..., 0] = True  # PyTorch gives NaN for a query that may attend to nothing
fixture.put("attention_mask", mask)
fixture.case("attention/plain", F.scaled_dot_product_attention, [q, k, v])
fixture.case("attention/masked", lambda q, k, v: F.scaled_dot_product_attention(q, k, v, attn_mask=mask), [q, k, v])
fixture.case("attention/causal", lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True),
             [q, q.flip(0), v[:, :, :5]])
fixture.case("attention/scaled", lambda q, k, v: F.scaled_dot_product_attention(q, k, v, scale=0.9), [q, k, v])

pictures = numbers(2, 2, 7, 6, seed=9)
fixture.case("max_pool2d/plain", lambda a: F.max_pool2d(a, 2), [pictures])
fixture.case("max_pool2d/overlapping", lambda a: F.max_pool2d(a, (3, 2), (2, 1), (1, 0)), [pictures])
for count in (True, False):
    fixture.case(f"avg_pool2d/{int(count)}", lambda a: F.avg_pool2d(a, 3, 2, 1, count_include_pad=count), [pictures])

for bias in (True, False):
    layer = fill(nn.Linear(4, 5, bias=bias))
    fixture.case(f"Linear/{int(bias)}", layer, [x], layer)
table = fill(nn.Embedding(6, 3))
fixture.case("Embedding", table, [torch.tensor([[1, 5, 1], [0, 1, 5]])], table)


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads, self.qkv, self.proj = heads, nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)

    def forward(self, x):
        batch, tokens, dim = x.shape
        q, k, v = self.qkv(x).view(batch, tokens, 3, self.heads, dim // self.heads).permute(2, 0, 3, 1, 4)
        return self.proj(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(x.shape))


class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(dim, 1e-6), Attention(dim, heads)
        self.norm2 = nn.LayerNorm(dim, 1e-6)
        self.mlp = nn.ModuleDict({"fc1": nn.Linear(dim, 4 * dim), "fc2": nn.Linear(4 * dim, dim)})

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp["fc2"](F.gelu(self.mlp["fc1"](self.norm2(x))))


class ViT(nn.Module):
    """With the names of DINO's checkpoints, and a head."""

    def __init__(self, dim=8, heads=2, classes=3):
        super().__init__()
        self.cls_token, self.pos_embed = nn.Parameter(torch.zeros(1, 1, dim)), nn.Parameter(torch.zeros(1, 5, dim))
        self.patch_embed = nn.ModuleDict({"proj": nn.Conv2d(2, dim, 4, 4)})
        self.blocks = nn.ModuleList([Block(dim, heads), Block(dim, heads)])
        self.norm, self.head = nn.LayerNorm(dim, 1e-6), nn.Linear(dim, classes)

    def forward(self, x):
        patches = self.patch_embed["proj"](x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(len(x), -1, -1), patches], 1) + self.pos_embed
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x)[:, 0])


model = fill(ViT())
fixture.case("ViT", model, [numbers(2, 2, 8, 8, seed=10)], model)
fixture.save()
