"""Multi-head attention, the transformer's layers, their stacks, and the whole: every option, masks of every kind.

Masks are recorded as heed takes them, true = may attend; PyTorch's are the other way round. No row is forbidden
everything: there PyTorch gives NaN, heed zeros.
"""
import torch
from torch import nn

from fixtures import Fixture, fill, numbers

fixture = Fixture("transformer")
B, N, M, E, H, F = 2, 3, 4, 4, 2, 6
x, query, key, value = (numbers(B, length, E, seed=k) for k, length in enumerate((N, N, M, M)))
causal = torch.ones(N, N).tril().bool()


def mask(*shape, seed):
    """Any pattern in which everybody may attend to the first key."""
    may = numbers(*shape, seed=seed) > -0.2
    may[..., 0] = True
    return may


def padding(length):
    """The first example is one token shorter than the second."""
    may = torch.ones(B, length).bool()
    may[0, -1] = False
    return may


def hidden(may):
    """What PyTorch calls a mask: true = may not attend; (B, N, M) and (B, H, N, M) as (B H, N, M)."""
    if may is None or may.dim() < 3:
        return None if may is None else ~may
    if may.dim() == 3:
        may = may[:, None].expand(-1, H, -1, -1)
    return ~may.reshape(B * H, *may.shape[2:])


def attention(name, inputs, masks=(), weights=None, alone=False, **options):
    """A case of MultiheadAttention: inputs, then the masks by their PyTorch names; `weights` asks for them,
    `alone` gives one sequence as queries, keys and values."""
    module = fill(nn.MultiheadAttention(E, H, batch_first=True, **options))
    names = [key for key, _ in masks]

    def call(*given):
        sequences, given = given[:len(inputs)], dict(zip(names, given[len(inputs):]))
        q, k, v = sequences * 3 if alone else sequences
        y, w = module(q, k, v, need_weights=weights is not None, average_attn_weights=weights == "mean",
                      **{key: hidden(may) for key, may in given.items()})
        return y if weights is None else (y, w)

    fixture.case("attention/" + name, call, [*inputs, *(may for _, may in masks)], module)


three = [query, key, value]
attention("self", [x], alone=True)
attention("self, causal", [x], [("attn_mask", causal)], alone=True)
attention("self, padding", [x], [("key_padding_mask", padding(N))], alone=True)
attention("self, causal and padding", [x], [("attn_mask", causal), ("key_padding_mask", padding(N))], alone=True)
attention("self, no bias", [x], alone=True, bias=False)
attention("cross", three)
attention("cross, no bias", three, bias=False)
attention("cross, mask (N, M)", three, [("attn_mask", mask(N, M, seed=10))])
attention("cross, mask (B, N, M)", three, [("attn_mask", mask(B, N, M, seed=11))])
attention("cross, mask (B, H, N, M)", three, [("attn_mask", mask(B, H, N, M, seed=12))])
attention("cross, padding", three, [("key_padding_mask", padding(M))])
attention("cross, mask and padding", three, [("attn_mask", mask(B, N, M, seed=13)), ("key_padding_mask", padding(M))])
attention("cross, weights of each head", three, [("attn_mask", mask(N, M, seed=14))], weights="each")
attention("cross, mean weights", three, [("key_padding_mask", padding(M))], weights="mean")
wide = [query, numbers(B, M, 5, seed=20), numbers(B, M, 3, seed=21)]
attention("other widths", wide, kdim=5, vdim=3)
attention("other widths, no bias, mask and padding", wide,
          [("attn_mask", mask(N, M, seed=15)), ("key_padding_mask", padding(M))], kdim=5, vdim=3, bias=False)
attention("keys of another width", [query, numbers(B, M, 5, seed=20), value], weights="each", kdim=5)

forms = {f"{'pre' if first else 'post'}-norm, {activation}": dict(norm_first=first, activation=activation)
         for first in (False, True) for activation in ("relu", "gelu")}
common = dict(dim_feedforward=F, dropout=0.0, batch_first=True)
source, target = numbers(B, M, E, seed=30), numbers(B, N, E, seed=31)
source_mask, source_padding = mask(M, M, seed=32), padding(M)
target_mask, target_padding = mask(N, N, seed=33) | torch.eye(N).bool(), padding(N)
memory_mask = mask(N, M, seed=34)
source_masks, target_masks = [source_mask, source_padding], [target_padding, memory_mask, source_padding]


def encode(module, **names):
    mask_name, padding_name = names.get("mask", "src_mask"), "src_key_padding_mask"
    return lambda s, *m: module(s, **{mask_name: ~m[0], padding_name: ~m[1]} if m else {})


def decode(module):
    """Causal, with the target's padding, a mask between target and memory, and the memory's padding."""
    return lambda t, s, *m: module(
        t, s, **dict(tgt_mask=~causal, tgt_key_padding_mask=~m[0], memory_mask=~m[1], memory_key_padding_mask=~m[2])
        if m else {})


for form, options in forms.items():
    layer = fill(nn.TransformerEncoderLayer(E, H, **common, **options))
    fixture.case(f"encoder layer/{form}", encode(layer), [source], layer)
    fixture.case(f"encoder layer/{form}, masks", encode(layer), [source, *source_masks], layer)
    layer = fill(nn.TransformerDecoderLayer(E, H, **common, **options))
    fixture.case(f"decoder layer/{form}", decode(layer), [target, source], layer)
    fixture.case(f"decoder layer/{form}, masks", decode(layer), [target, source, *target_masks], layer)
layer = fill(nn.TransformerEncoderLayer(E, H, **common, layer_norm_eps=0.1))
fixture.case("encoder layer/eps", encode(layer), [source], layer)

for form in ("post-norm, relu", "pre-norm, gelu"):
    options = {**common, **forms[form]}
    norm = nn.LayerNorm(E) if form.startswith("pre") else None
    stack = fill(nn.TransformerEncoder(nn.TransformerEncoderLayer(E, H, **options), 2, norm,
                                       enable_nested_tensor=False))
    fixture.case(f"encoder/{form}", encode(stack, mask="mask"), [source, *source_masks], stack)
    stack = fill(nn.TransformerDecoder(nn.TransformerDecoderLayer(E, H, **options), 2, norm))
    fixture.case(f"decoder/{form}", decode(stack), [target, source, *target_masks], stack)
    whole = fill(nn.Transformer(E, H, 2, 2, **options))
    fixture.case(f"transformer/{form}", whole, [source, target], whole)
    fixture.case(
        f"transformer/{form}, masks",
        lambda s, t, *m: whole(s, t, src_mask=~m[0], src_key_padding_mask=~m[1], tgt_mask=~(causal & m[2]),
                               tgt_key_padding_mask=~m[3], memory_mask=~m[4], memory_key_padding_mask=~m[1]),
        [source, target, source_mask, source_padding, target_mask, target_padding, memory_mask], whole)
fixture.save()
