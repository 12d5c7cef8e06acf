// Rows: sums of products. A row's oracle is the definition: a loop for every letter, those of "..."
// included.

#include <map>

#include "engine/ops/einsum.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

using Sets = std::vector<std::vector<Shape>>;
using Lengths = std::map<char, int64_t>;

// "ij,jk->ik" in its parts.
struct Parts {
  std::vector<std::string> operands{1};
  std::string result;
  explicit Parts(const std::string& formula) {
    const size_t arrow = formula.find("->");
    for (const char c : formula.substr(0, arrow)) {
      if (c == ',') operands.emplace_back();
      if (c != ',') operands.back() += c;
    }
    result = formula.substr(arrow + 2);
  }
};

double element(const Tensor& x, const std::string& letters, const Lengths& index) {
  int64_t flat = 0;
  for (size_t axis = 0; axis < letters.size(); ++axis) {
    const int64_t length = x.shape()[int(axis)];
    flat = flat * length + (length == 1 ? 0 : index.at(letters[axis]));
  }
  return double(x.data()[flat]);
}

// The sum over the rest of the letters, from `next` on.
double sum_over(const std::string& letters, size_t next, const Lengths& length, Lengths& index,
                const Parts& parts, const std::vector<Tensor>& in) {
  if (next == letters.size()) {
    double product = 1;
    for (size_t k = 0; k < in.size(); ++k) product *= element(in[k], parts.operands[k], index);
    return product;
  }
  double sum = 0;
  int64_t& i = index[letters[next]];
  for (i = 0; i < length.at(letters[next]); ++i)
    sum += sum_over(letters, next + 1, length, index, parts, in);
  return sum;
}

Tensor by_definition(const std::string& formula, const std::vector<Tensor>& in) {
  const Parts parts(formula);
  Lengths length;
  for (size_t k = 0; k < in.size(); ++k)
    for (size_t axis = 0; axis < parts.operands[k].size(); ++axis) {
      int64_t& own = length.emplace(parts.operands[k][axis], 1).first->second;
      if (in[k].shape()[int(axis)] != 1) own = in[k].shape()[int(axis)];
    }
  std::string summed;
  for (const auto& [letter, n] : length)
    if (parts.result.find(letter) == std::string::npos) summed += letter;
  Shape shape;
  for (const char c : parts.result) shape.push_back(length.at(c));
  return tabulate(shape, [&](const Shape& place) {
    Lengths index;
    for (int axis = 0; axis < place.rank(); ++axis) index[parts.result[size_t(axis)]] = place[axis];
    return sum_over(summed, 0, length, index, parts, in);
  });
}

// Lengths for the letters in the order in which they come: all 1; different ones; the first or the
// last 0; the first or the last long and odd; and two long ones, for threads.
Sets sets_for(const std::string& formula) {
  const std::vector<std::vector<int64_t>> lengths = {
      {1},        {2, 3, 4, 5, 6}, {3, 2},         {0, 2, 3},
      {37, 2, 3}, {3, 2, 35, 1},   {67, 79, 2, 1}, {2, 0, 2}};
  Sets sets;
  for (const auto& of_letters : lengths) {
    std::string seen;
    sets.emplace_back();
    for (const std::string& letters : Parts(formula).operands) {
      sets.back().emplace_back();
      for (const char c : letters) {
        if (seen.find(c) == std::string::npos) seen += c;
        sets.back().back().push_back(of_letters[std::min(seen.find(c), of_letters.size() - 1)]);
      }
    }
  }
  return sets;
}

// `definition` is the formula with everything written out; both are given the same operands.
OpRow row(const std::string& formula, const std::string& definition, Sets shapes) {
  return {
      .name = "einsum, " + formula,
      .f = [=](auto& in) { return einsum(formula, in); },
      .oracle = [=](auto& in) { return by_definition(definition, in); },
      .shapes = std::move(shapes),
      .domain = {-1, 1},
  };
}
Row row(const std::string& formula, const std::string& definition) {
  return {row(formula, definition, sets_for(definition))};
}
Row row(const std::string& formula) { return row(formula, formula); }

const Row rows[] = {
    row("ij,jk", "ij,jk->ik"),  // products of matrices, and their layouts
    row("ij,jk->ik"),
    row("ji,jk->ik"),
    row("ij,kj->ik"),
    row("ji,kj->ki"),
    row("bij,bjk->bik"),
    row("bij,jk->bik"),
    row("bhqd,bhkd->bhqk"),
    row("bqhd,bkhd->bhqk"),
    row("bhqk,bkhd->bqhd"),
    row("ij,j->i"),
    row("abc,cbd->ad"),
    row("ii->i"),  // diagonals
    row("ii", "ii->"),
    row("iii->i"),
    row("iji->ji"),
    row("bii,bi->b"),
    row("i,j->ij"),  // without a sum
    row("i,j->ji"),
    row("ij,ij->ij"),
    row("ij,ji->ij"),
    row("bij,b->bij"),
    row("i,i->i"),
    row("i,i", "i,i->"),  // without axes of their own
    row("ij,ij->"),
    row("bi,bi->b"),
    row("ijk,kji->"),
    row("ijk->"),  // one operand
    row("ijk->ki"),
    row("ij->ji"),
    row("ij->ij"),
    row("ba", "ba->ab"),
    row("bA", "bA->Ab"),
    row("ij,k->"),  // sums over one operand alone
    row("ij,k->jk"),
    row("ij,jk,kl->il"),  // several operands
    row("bn,anm,bm->ba"),
    row("a,b,c->cba"),
    row("ab,bc,cd,da->"),
    row("i,ij,j->"),
    row("i,i,i->i"),
    row("...ij,...jk", "uij,ujk->uik"),  // ellipsis
    row("...ij,jk->...ik", "uvij,jk->uvik"),
    row("...ij,...jk->...ik", "uvij,vjk->uvik"),
    row("...->...", "uv->uv"),
    row("i...->...", "iuv->uv"),
    row("i...->...i", "iuv->uvi"),
    row("...i->i", "uvi->i"),
    row("...i->", "uvi->"),
    row("i...,i...", "iu,iu->u"),
    row("...,...", "uv,v->uv"),
    row("ij->...ij", "ij->ij"),
    row(" i j , j k -> i k ", "ij,jk->ik"),
    {row("ij,jk->ik", "ij,jk->ik",
         {{{2, 1}, {3, 4}},
          {{2, 3}, {1, 4}},
          {{1, 1}, {37, 2}},
          {{2, 1}, {0, 4}},
          {{5, 35}, {1, 1}},
          {{1, 2}, {2, 3}}})},
    {row("bij,bjk->bik", "bij,bjk->bik",
         {{{1, 2, 3}, {4, 3, 2}},
          {{4, 2, 3}, {1, 3, 2}},
          {{1, 2, 1}, {0, 3, 2}},
          {{1, 2, 37}, {3, 37, 2}},
          {{3, 1, 1}, {1, 2, 4}},
          {{1, 1, 1}, {1, 1, 1}}})},
    {row("i,i->i", "i,i->i",
         {{{1}, {3}}, {{3}, {1}}, {{1}, {0}}, {{1}, {1}}, {{37}, {1}}, {{1}, {33}}})},
    {row("...i,...i->...", "uvi,uvi->uv",
         {{{2, 1, 3}, {1, 4, 3}},
          {{2, 4, 1}, {2, 1, 3}},
          {{1, 1, 1}, {0, 2, 3}},
          {{2, 1, 37}, {1, 3, 37}},
          {{1, 4, 3}, {1, 1, 1}},
          {{3, 1, 2}, {3, 5, 2}}})},
    {row(",ij->ij", ",ij->ij",
         {{{}, {1, 1}},
          {{}, {2, 3}},
          {{}, {0, 3}},
          {{}, {37, 2}},
          {{}, {3, 67}},
          {{}, {103, 101}}})},
};

}  // namespace
