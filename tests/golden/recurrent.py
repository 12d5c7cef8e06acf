"""Recurrent layers and cells, every option, and attention for them: values, states and all gradients."""
import itertools

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from fixtures import Fixture, fill, numbers

fixture = Fixture("recurrent")
BATCH, TIME, IN, HIDDEN = 3, 4, 3, 2
LENGTHS = torch.tensor([4, 1, 3])
KINDS = {
    "rnn tanh": lambda *sizes, **options: nn.RNN(*sizes, nonlinearity="tanh", **options),
    "rnn relu": lambda *sizes, **options: nn.RNN(*sizes, nonlinearity="relu", **options),
    "gru": nn.GRU,
    "lstm": nn.LSTM,
}


def twice(layer):
    """The whole batch, then the same with lengths: output and states of each, one after the other."""

    def run(x, *state):
        state = None if not state else state[0] if len(state) == 1 else state
        results = []
        for packed in (False, True):
            given = pack_padded_sequence(x, LENGTHS, batch_first=True, enforce_sorted=False) if packed else x
            output, last = layer(given, state)
            if packed:
                output, _ = pad_packed_sequence(output, batch_first=True, total_length=TIME)
            results += [output, *(last if isinstance(last, tuple) else (last,))]
        return results

    return run


for kind, layers, two, bias, initial in itertools.product(KINDS, (1, 2), (False, True), (False, True), (False, True)):
    layer = fill(KINDS[kind](IN, HIDDEN, num_layers=layers, bidirectional=two, bias=bias, batch_first=True))
    inputs = [numbers(BATCH, TIME, IN)]
    if initial:
        shape = (layers * (2 if two else 1), BATCH, HIDDEN)
        inputs += [numbers(*shape, seed=1 + k) for k in range(2 if kind == "lstm" else 1)]
    fixture.case(f"{kind}/{layers}{' two' if two else ''}{' bias' if bias else ''}{' state' if initial else ''}",
                 twice(layer), inputs, layer)

CELLS = {
    "rnn tanh": lambda **options: nn.RNNCell(IN, HIDDEN, nonlinearity="tanh", **options),
    "rnn relu": lambda **options: nn.RNNCell(IN, HIDDEN, nonlinearity="relu", **options),
    "gru": lambda **options: nn.GRUCell(IN, HIDDEN, **options),
    "lstm": lambda **options: nn.LSTMCell(IN, HIDDEN, **options),
}
for kind, bias, initial in itertools.product(CELLS, (False, True), (False, True)):
    cell = fill(CELLS[kind](bias=bias))
    inputs = [numbers(BATCH, IN)]
    if initial:
        inputs += [numbers(BATCH, HIDDEN, seed=1 + k) for k in range(2 if kind == "lstm" else 1)]
    as_state = (lambda x, *state: cell(x, state or None)) if kind == "lstm" else cell
    fixture.case(f"{kind}/cell{' bias' if bias else ''}{' state' if initial else ''}", as_state, inputs, cell)


class Attention(nn.Module):
    """The formulas of Bahdanau et al. 2014 and Luong et al. 2015, as they stand there."""

    def __init__(self, kind, query, value, hidden):
        super().__init__()
        self.kind = kind
        if kind == "additive":
            self.v = nn.Parameter(torch.zeros(hidden))
            self.query_proj, self.key_proj = nn.Linear(query, hidden, bias=False), nn.Linear(value, hidden)
        elif kind == "general":
            self.weight = nn.Parameter(torch.zeros(query, value))
        elif kind == "concat":
            self.weight = nn.Parameter(torch.zeros(hidden, query + value))
            self.v = nn.Parameter(torch.zeros(hidden))

    def score(self, s, h):  # (.., q), (.., D) -> (..)
        if self.kind == "dot":
            return (s * h).sum(-1)
        if self.kind == "general":
            return (s * (h @ self.weight.T)).sum(-1)
        if self.kind == "concat":
            return torch.tanh(torch.cat([s, h], -1) @ self.weight.T) @ self.v
        return torch.tanh(self.query_proj(s) + self.key_proj(h)) @ self.v

    def forward(self, s, h, mask=None):
        e = torch.stack([self.score(s, h[:, j]) for j in range(h.shape[1])], -1)
        weights = (e if mask is None else e.masked_fill(~mask, -torch.inf)).softmax(-1)
        return (weights.unsqueeze(-1) * h).sum(1), weights


MASK = torch.arange(TIME)[None] < LENGTHS[:, None]
for kind in ("additive", "dot", "general", "concat"):
    layer = fill(Attention(kind, 3 if kind == "dot" else 2, 3, 5))
    pair = [numbers(BATCH, 3 if kind == "dot" else 2), numbers(BATCH, TIME, 3, seed=1)]
    fixture.case(f"attention/{kind}", layer, pair, layer)
    fixture.case(f"attention/{kind} masked", lambda s, h: layer(s, h, MASK), pair, layer)
fixture.save()
