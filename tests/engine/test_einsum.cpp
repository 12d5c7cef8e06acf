// What einsum's table of formulas does not show.

#include "engine/ops/einsum.hpp"
#include "tests/catch.hpp"

using namespace heed;

TEST_CASE("einsum's result is a tensor of its own even where nothing is to be done") {
  Tensor x = ones({2, 3});
  x.requires_grad_();
  const Tensor y = einsum("ij->ij", {x});
  REQUIRE(y.node() != x.node());
  REQUIRE(y.requires_grad());
  REQUIRE(y.op() != x.op());
}

TEST_CASE("einsum takes as many operands as there are, the same one twice, and a list of them") {
  const Tensor a({2, 2}, {1, 2, 3, 4});
  REQUIRE(einsum("ij,jk,kl->", {a, a, a}).item() == 290);
  REQUIRE(einsum("ij,ij->", std::vector<Tensor>{a, a}).item() == 30);
  REQUIRE(einsum("ii", {a}).item() == 5);
}

TEST_CASE("einsum joins tensors of which only the result has few axes") {
  const Tensor a = full({1, 2, 1, 1, 1, 2, 1, 3}, 1), b = full({3, 1, 2, 1, 1, 1, 2, 1}, 2);
  const Tensor y = einsum("abcdefgh,hijklmnb->ak", {a, b});
  REQUIRE(y.shape() == Shape{1, 1});
  REQUIRE(y.item() == 96);
}
