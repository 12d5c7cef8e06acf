#!/usr/bin/env python3
"""The workloads of workloads.cpp in PyTorch, under the same names, measured in the same way.

    torch_workloads.py [--threads N] [--seconds S] [--compile] [NAME ..]

Prints a line of JSON for each. float32; random inputs; written as PyTorch's users would write it.
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional


class Block(nn.Module):
    """A pre-norm block of a vision transformer: attention over one packed projection, then an MLP."""

    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.qkv, self.proj = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.mlp = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))

    def forward(self, x):
        packed = self.qkv(self.norm1(x)).unflatten(-1, (3, self.heads, -1))  # (B, N, 3, H, d)
        q, k, v = packed.permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(q, k, v)
        x = x + self.proj(seen.transpose(1, 2).flatten(2))
        return x + self.mlp(self.norm2(x))


class ViT(nn.Module):
    def __init__(self, image, patch, channels, dim, depth, heads):
        super().__init__()
        tokens = 1 + (image // patch) ** 2
        self.patches = nn.Conv2d(channels, dim, patch, stride=patch)
        self.cls = nn.Parameter(torch.randn(1, 1, dim) * 0.02)
        self.positions = nn.Parameter(torch.randn(1, tokens, dim) * 0.02)
        self.blocks = nn.Sequential(*(Block(dim, heads) for _ in range(depth)))
        self.norm, self.head = nn.LayerNorm(dim), nn.Linear(dim, 10)

    def forward(self, x):
        x = self.patches(x).flatten(2).mT
        x = torch.cat([self.cls.expand(x.shape[0], -1, -1), x], dim=1) + self.positions
        return self.head(self.norm(self.blocks(x))[:, 0])


class SelfAttention2d(nn.Module):
    """Zhang et al. 2019, over all places of a picture."""

    def __init__(self, channels):
        super().__init__()
        self.query = nn.Conv2d(channels, channels // 8, 1)
        self.key = nn.Conv2d(channels, channels // 8, 1)
        self.value = nn.Conv2d(channels, channels, 1)
        self.gamma = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        q, k, v = self.query(x).flatten(2), self.key(x).flatten(2), self.value(x).flatten(2)
        weights = torch.softmax(q.mT @ k, dim=-1)  # (B, N, N)
        return self.gamma * (v @ weights.mT).view_as(x) + x


class AttentionCnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.before = nn.Sequential(nn.Conv2d(3, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU())
        self.attention = SelfAttention2d(64)
        self.after = nn.Sequential(nn.Conv2d(64, 64, 3, stride=2, padding=1), nn.BatchNorm2d(64), nn.ReLU())
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        return self.head(self.after(self.attention(self.before(x))).mean((2, 3)))


class Seq2Seq(nn.Module):
    """A GRU reads; another writes with additive attention, one step after the other."""

    def __init__(self, vocabulary=64, dim=64, hidden=128):
        super().__init__()
        self.source, self.target = nn.Embedding(vocabulary, dim), nn.Embedding(vocabulary, dim)
        self.encoder = nn.GRU(dim, hidden, batch_first=True)
        self.cell = nn.GRUCell(dim + hidden, hidden)
        self.to_key, self.to_query = nn.Linear(hidden, hidden), nn.Linear(hidden, hidden, bias=False)
        self.to_score = nn.Linear(hidden, 1, bias=False)
        self.out = nn.Linear(2 * hidden, vocabulary)

    def forward(self, words, truth):
        encoded, last = self.encoder(self.source(words))
        keys, state, logits = self.to_key(encoded), last[0], []
        for step in range(truth.shape[1]):
            scores = self.to_score(torch.tanh(keys + self.to_query(state)[:, None]))  # (B, N, 1)
            context = (torch.softmax(scores, 1).mT @ encoded)[:, 0]
            state = self.cell(torch.cat([self.target(truth[:, step]), context], -1), state)
            logits.append(self.out(torch.cat([state, context], -1)))
        return torch.stack(logits, 1)


class Translator(nn.Module):
    """The Transformer of 2017, small, with sinusoidal positions and a causal decoder."""

    def __init__(self, vocabulary=64, dim=128):
        super().__init__()
        self.source, self.target = nn.Embedding(vocabulary, dim), nn.Embedding(vocabulary, dim)
        self.core = nn.Transformer(dim, 4, 2, 2, 512, dropout=0, batch_first=True)
        self.out = nn.Linear(dim, vocabulary)
        angles = torch.arange(512)[:, None] * 10000 ** (-torch.arange(0, dim, 2) / dim)
        self.register_buffer("positions", torch.stack([angles.sin(), angles.cos()], -1).flatten(1))

    def forward(self, words, so_far):
        future = torch.ones(so_far.shape[1], so_far.shape[1], dtype=torch.bool).triu(1)
        placed = [table(x) + self.positions[: x.shape[1]]
                  for table, x in ((self.source, words), (self.target, so_far))]
        return self.out(self.core(*placed, tgt_mask=future, tgt_is_causal=True))


def pictures(batch, channels, size):
    return (torch.randn(batch, channels, size, size),), torch.randint(10, (batch,))


def sequences(length, steps, batch=64, vocabulary=64):
    words, truth = torch.randint(vocabulary, (batch, length)), torch.randint(vocabulary, (batch, steps))
    return (words, truth), truth.flatten()


# name: the model, its inputs and labels
WORKLOADS = {
    "train_vit_digits": (lambda: ViT(8, 2, 1, 64, 4, 4), lambda: pictures(64, 1, 8)),
    "train_vit_28": (lambda: ViT(28, 4, 1, 64, 6, 4), lambda: pictures(64, 1, 28)),
    "train_attention_cnn": (AttentionCnn, lambda: pictures(16, 3, 32)),
    "train_seq2seq": (Seq2Seq, lambda: sequences(30, 10)),
    "train_transformer": (Translator, lambda: sequences(32, 32)),
    "train_vit_s16": (lambda: ViT(224, 16, 3, 384, 12, 6), lambda: pictures(4, 3, 224)),
    "infer_vit_s16": (lambda: ViT(224, 16, 3, 384, 12, 6), lambda: pictures(1, 3, 224)),
}


def one_run(name, model, inputs, labels):
    if name.startswith("infer"):
        model.eval()

        def infer():
            with torch.inference_mode():
                model(*inputs)
        return infer
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)

    def train():
        optimizer.zero_grad()
        logits = model(*inputs)
        functional.cross_entropy(logits.flatten(0, -2), labels).backward()
        optimizer.step()
    return train


def process_megabytes(line):
    """A line of /proc/self/status in MB (10^6 bytes), as in memory.hpp."""
    with open("/proc/self/status") as status:
        for words in map(str.split, status):
            if words[0] == line + ":":
                return int(words[1]) * 1024e-6
    return 0


def measure(run, seconds):
    """In milliseconds: three runs to warm up, then at least five, until the time is over."""
    for _ in range(3):
        run()
    times, start = [], time.perf_counter()
    while len(times) < 5 or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        run()
        times.append(1e3 * (time.perf_counter() - begin))
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="which (all): " + " ".join(WORKLOADS))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--compile", action="store_true", help="through torch.compile")
    flags = parser.parse_args()
    unknown = set(flags.names) - set(WORKLOADS)
    if unknown:
        parser.error(f"unknown workload: {', '.join(unknown)}")
    torch.set_num_threads(flags.threads)
    for name in flags.names or WORKLOADS:
        torch.manual_seed(0)
        make, draw = WORKLOADS[name]
        model = make()
        run = one_run(name, torch.compile(model) if flags.compile else model, *draw())
        before = process_megabytes("VmRSS")
        times = measure(run, flags.seconds)
        print(json.dumps({"name": name, "threads": flags.threads,
                          "median_ms": round(statistics.median(times), 3), "min_ms": round(min(times), 3),
                          "runs": len(times), "params": sum(p.numel() for p in model.parameters()),
                          "megabytes": round(process_megabytes("VmHWM") - before, 3),
                          "torch": torch.__version__, "compiled": flags.compile}), flush=True)


if __name__ == "__main__":
    main()
