// Rows: what is wrong with a formula, or with the tensors that it is given.

#include "engine/ops/einsum.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

template <class Kind>
ErrorCase wrong(const char* formula, std::vector<Shape> shapes, std::vector<std::string> pieces,
                Place at = Place::here()) {
  const auto call = [=] {
    std::vector<Tensor> operands;
    for (const Shape& shape : shapes) operands.push_back(ones(shape));
    einsum(formula, operands, at);
  };
  return throws<Kind>(call, std::move(pieces), at);
}

const Row row = {{
    .name = "einsum",
    .f = [](auto& in) { return einsum("i->i", {in[0]}); },
    .oracle = [](auto& in) { return in[0].clone(); },
    .shapes = {{{0}}, {{1}}, {{2}}, {{16}}, {{37}}, {{129}}},
    .errors =
        {
            wrong<ValueError>("i1", {{2}}, {"not a letter", "\"i1\"\n    ^\n", "a-z and A-Z"}),
            wrong<ValueError>("i-j", {{2, 2}}, {"not a letter", "\"i-j\"\n    ^\n"}),
            wrong<ValueError>("i- >j", {{2}}, {"not a letter"}),
            wrong<ValueError>("i>j", {{2}}, {"not a letter"}),
            wrong<ValueError>("i\n", {{2}}, {"not a letter"}),
            wrong<ValueError>("i\xc3\xa4", {{2, 2}}, {"not a letter"}),
            wrong<ValueError>("i.", {{2}}, {"no ellipsis", "\"i.\"\n    ^\n"}),
            wrong<ValueError>("i..j", {{2, 2}}, {"no ellipsis"}),
            wrong<ValueError>("i. . .", {{2}}, {"no ellipsis"}),
            wrong<ValueError>("....", {{2}}, {"no ellipsis", "\"....\"\n      ^\n"}),
            wrong<ValueError>("...i...", {{2}}, {"a second ellipsis", "\"...i...\"\n       ^^^\n"}),
            wrong<ValueError>("i->......", {{2}}, {"a second ellipsis"}),
            wrong<ValueError>("i->i,i", {{2}}, {"a comma in the result", "\"i->i,i\"\n       ^\n"}),
            wrong<ValueError>("i->i->i", {{2}}, {"a second arrow", "\"i->i->i\"\n       ^^\n"}),
            wrong<ValueError>("i->ii", {{2}}, {"names i twice", "\"i->ii\"\n      ^^\n"}),
            wrong<ValueError>("ij->iji", {{2, 3}}, {"names i twice", "\"ij->iji\"\n       ^ ^\n"}),
            wrong<ValueError>("i->j", {{2}}, {"no operand has j", "\"i->j\"\n      ^\n"}),
            wrong<ValueError>("i->I", {{2}}, {"no operand has I"}),
            wrong<ValueError>("ij,jk->il", {{2, 3}, {3, 4}}, {"no operand has l"}),
            wrong<ValueError>("i,j", {{2}}, {"is for 2 operands, but there are 1", "\"i,j\""}),
            wrong<ValueError>("i", {{2}, {3}}, {"is for 1 operands, but there are 2"}),
            wrong<ValueError>("", {{}, {}}, {"is for 1 operands"}),
            wrong<ValueError>("i,", {{2}}, {"is for 2 operands"}),
            wrong<ValueError>("i", {}, {"no operands"}),
            wrong<ShapeError>("ij", {{2}},
                              {"2 letters for 1 axes", "operand 0  (2)", "\"ij\"\n   ^^\n"}),
            wrong<ShapeError>("i", {{2, 3}}, {"1 letters for 2 axes", "\"...\" for those"}),
            wrong<ShapeError>(
                "ij,jk", {{2, 3}, {3, 4, 5}},
                {"2 letters for 3 axes", "operand 1  (3, 4, 5)", "\"ij,jk\"\n      ^^\n"}),
            wrong<ShapeError>("", {{2}}, {"0 letters for 1 axes"}),
            wrong<ShapeError>("i,", {{2}, {2}}, {"0 letters for 1 axes", "operand 1"}),
            wrong<ShapeError>("ij...", {{2}}, {"2 letters for 1 axes"}),
            wrong<ShapeError>(
                "ij,jk->ik", {{2, 3}, {4, 5}},
                {"letter j is 3 long, and 4", "operand 0  (2, 3)\n                 ^\n",
                 "operand 1  (4, 5)\n              ^\n", "\"ij,jk->ik\"\n    ^ ^\n",
                 "must be equal, or 1"}),
            wrong<ShapeError>("bij,bjk->bik", {{2, 3, 4}, {5, 4, 3}},
                              {"letter b is 2 long, and 5"}),
            wrong<ShapeError>("i,i,i", {{1}, {3}, {2}},
                              {"letter i is 3 long, and 2", "operand 1  (3)", "operand 2  (2)"}),
            wrong<ShapeError>("i,i", {{0}, {2}}, {"letter i is 0 long, and 2"}),
            wrong<ShapeError>("ii", {{2, 3}},
                              {"letter i is 2 long, and 3", "on a diagonal", "\"ii\"\n   ^^\n"}),
            wrong<ShapeError>("ii->i", {{1, 3}}, {"letter i is 1 long, and 3"}),
            wrong<ShapeError>("ijij", {{2, 3, 2, 4}}, {"letter j is 3 long, and 4"}),
            wrong<ShapeError>(
                "...i,...i", {{2, 3}, {4, 3}},
                {"an axis of \"...\" is 2 long, and 4", "\"...i,...i\"\n   ^    ^\n"}),
            wrong<ShapeError>("...,...", {{2, 3}, {2}},
                              {"an axis of \"...\" is 3 long, and 2",
                               "(2, 3)\n                 ^\n", "(2)\n                 ^\n"}),
            wrong<ShapeError>("abcde,fghij->abcdefghij", {{1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}},
                              {"too many axes", "\"abcdefghij\" are 10, but at most 8"}),
            wrong<ShapeError>("abcdez,zfghij->abcdefghij", {{1, 1, 1, 1, 1, 2}, {2, 1, 1, 1, 1, 1}},
                              {"too many axes"}),
            throws<ValueError>([] { einsum("i", {Tensor()}); }, {"refers to nothing"}),
            throws<ValueError>(
                [] {
                  einsum("i,i", {ones({2}), Tensor()});
                },
                {"refers to nothing"}),
        },
}};

}  // namespace
