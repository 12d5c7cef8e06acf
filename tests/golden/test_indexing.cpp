// Picking and putting by indices against PyTorch's.

#include "engine/ops/gather.hpp"
#include "engine/ops/select.hpp"
#include "engine/ops/softmax.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden.hpp"

using namespace heed;

namespace {

Indices list(std::vector<int64_t> values) { return Indices(std::move(values)); }

const Indices labels(Shape{4, 1}, {4, 0, 2, 2});
const Indices rows(Shape{2, 5}, {0, 3, 3, 1, 2, 2, 2, 0, 1, 0});
const Indices small(Shape{2, 2, 4}, {2, 0, 3, 3, 1, 1, 1, 0, 0, 0, 2, 1, 3, 2, 1, 0});

}  // namespace

TEST_CASE("golden: index_select and gather, along every axis") {
  const Golden golden("indexing");
  const auto check = [&](const std::string& name, auto f) {
    check_golden_case(golden, name, nullptr, [&](auto& in) { return Outputs{f(in[0])}; });
  };
  const auto picks = [&](const std::string& name, int64_t dim, const Indices& index) {
    check("index_select/" + name, [&](const Tensor& x) { return index_select(x, dim, index); });
  };
  picks("rows", 0, list({3, 0, 3, 1}));
  picks("columns", 1, list({4, 4}));
  picks("middle", 1, list({2, 0, 3, 2, 2}));
  picks("one place", -1, Indices(Shape{}, {2}));
  picks("nothing", 1, list({}));
  check("gather/labels", [](const Tensor& x) { return gather(log_softmax(x, 1), 1, labels); });
  check("gather/rows", [](const Tensor& x) { return gather(x, 0, rows); });
  check("gather/smaller than x", [](const Tensor& x) { return gather(x, 1, small); });
  check("gather/last axis", [](const Tensor& x) { return gather(x, -1, small); });
}

TEST_CASE("golden: scatter_add, along every axis") {
  const Golden golden("indexing");
  const auto check = [&](const std::string& name, int64_t dim, const Indices& index) {
    check_golden_case(golden, "scatter_add/" + name, nullptr,
                      [&](auto& in) { return Outputs{scatter_add(in[0], dim, index, in[1])}; });
  };
  check("rows", 0, rows);
  check("columns", 1, labels);
  check("longer source", 1, small);
  check("last axis", -1, small);
}

TEST_CASE("golden: one_hot, and masked_fill with masks of every shape") {
  const Golden golden("indexing");
  const auto hot = [&](const std::string& name, const Tensor& y) {
    check_golden("one_hot/" + name, y, golden["one_hot/" + name]);
  };
  hot("as many as there are", one_hot(labels));
  hot("7", one_hot(labels, 7));
  hot("of one", one_hot(Indices(Shape{}, {2})));
  for (const char* kind : {"whole", "of a column", "of the last axes", "one for all"}) {
    const std::string name = std::string("masked_fill/") + kind;
    const Mask mask = golden[name + "/mask"] > 0.5;
    check_golden_case(golden, name, nullptr,
                      [&](auto& in) { return Outputs{masked_fill(in[0], mask, -2.5)}; });
  }
}
