"""Sums of products: one case a formula. A case is called by its formula, and the shapes where it has several."""
import torch

from fixtures import Fixture, numbers

formulas = [
    ("ij,jk", (2, 3), (3, 4)), ("ij,jk->ki", (2, 3), (3, 4)), ("ji,jk->ik", (3, 2), (3, 4)), ("ij,kj->ik", (2, 3), (4, 3)),
    ("bij,bjk->bik", (2, 3, 4), (2, 4, 5)), ("bij,jk->bik", (2, 3, 4), (4, 5)), ("ij,j->i", (2, 3), (3,)),
    ("bhqd,bhkd->bhqk", (2, 3, 4, 5), (2, 3, 6, 5)), ("bqhd,bkhd->bhqk", (2, 4, 3, 5), (2, 6, 3, 5)),
    ("bhqk,bkhd->bqhd", (2, 3, 4, 5), (2, 5, 3, 6)), ("abc,cbd->ad", (2, 3, 4), (4, 3, 5)),
    ("ii->i", (4, 4)), ("ii", (4, 4)), ("iii->i", (3, 3, 3)), ("iji->ji", (3, 2, 3)), ("bii,bi->b", (2, 3, 3), (2, 3)),
    ("i,j->ij", (3,), (4,)), ("i,j->ji", (3,), (4,)), ("ij,ij->ij", (2, 3), (2, 3)), ("ij,ji->ij", (2, 3), (3, 2)),
    ("bij,b->bij", (2, 3, 4), (2,)), ("i,i", (5,), (5,)), ("bi,bi->b", (2, 5), (2, 5)), ("ijk,kji->", (2, 3, 4), (4, 3, 2)),
    ("ijk->", (2, 3, 4)), ("ijk->ki", (2, 3, 4)), ("ij->ij", (2, 3)), ("ba", (2, 3)), ("bA", (2, 3)), ("bA,aB", (2, 3), (4, 2)),
    ("ij,k->", (2, 3), (4,)), ("ij,k->jk", (2, 3), (4,)), ("ij,jk,kl->il", (2, 3), (3, 4), (4, 5)),
    ("bn,anm,bm->ba", (2, 3), (4, 3, 5), (2, 5)), ("a,b,c->cba", (2,), (3,), (4,)), ("ab,bc,cd,da->", (2, 3), (3, 4), (4, 5), (5, 2)),
    ("...ij,...jk", (2, 6, 3, 4), (2, 6, 4, 5)), ("...ij,...jk->...ik", (2, 1, 3, 4), (6, 4, 5)), ("...ij,jk", (2, 3, 4), (4, 5)),
    ("...", (2, 3)), ("...ij->...ji", (2, 3, 4)), ("i...->...i", (2, 3, 4)), ("...i->i", (2, 3, 4)), ("i...->", (2, 3, 4)),
    ("i...,i...", (2, 3), (2, 3)), ("...,...", (2, 3), (3,)), ("a...b,b...c", (2, 3, 4), (4, 3, 5)), ("ij->...ij", (2, 3)),
    (" i j , j k -> i k ", (2, 3), (3, 4)), ("", ()), (",", (), ()), ("->", ()), (",i->i", (), (3,)),
    ("ij,jk (j is 1 and 3)", (2, 1), (3, 4)), ("bij,bjk (b is 1 and 5)", (1, 2, 3), (5, 3, 4)), ("i,i->i (i is 3 and 1)", (3,), (1,)),
    ("ij,jk (j is 0)", (2, 0), (0, 4)), ("ij,jk (i is 0)", (0, 3), (3, 4)), ("...i,...i (... is 2, 1 and 4)", (2, 1, 3), (4, 3)),
]
fixture = Fixture("einsum")
for formula, *shapes in formulas:
    operands = [numbers(*shape, seed=k) for k, shape in enumerate(shapes)]
    fixture.case(f"einsum/{formula}", lambda *x, f=formula.split(" (")[0]: torch.einsum(f, *x), operands)
fixture.save()
