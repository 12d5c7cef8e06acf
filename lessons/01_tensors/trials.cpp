// The trials. Each runs the code that is shown.
#include "lessons/01_tensors/trials.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/ops.hpp"
#include "lessons/01_tensors/numbered.hpp"
#include "lessons/show/code.hpp"

namespace lesson {

using namespace heed;
using show::Array;
using show::Code;
using show::listing;

namespace {

void renumber(Tensor& x) {
  const Tensor fresh = numbered();
  std::copy_n(fresh.data(), fresh.numel(), x.mutable_data());
}

bool is_numbered(const Tensor& x) {
  const Tensor before = numbered();
  return std::equal(x.data(), x.data() + x.numel(), before.data());
}

std::vector<Code<Tensor>> ways_to_y(const Tensor& x) {
  return {
    LESSON_CODE(Tensor, return x;), LESSON_CODE(Tensor, return x.detach();),
        LESSON_CODE(Tensor, return reshape(x, {4, 3});), LESSON_CODE(Tensor, return flatten(x);),
        LESSON_CODE(Tensor, return unsqueeze(x, 0);), LESSON_CODE(Tensor, return squeeze(x);),
        LESSON_CODE(Tensor, return x.clone();), LESSON_CODE(Tensor, return transpose(x, 0, 1);),
        LESSON_CODE(Tensor, return permute(x, {1, 0});),
        LESSON_CODE(Tensor, return slice(x, 0, 0, 2);),
        LESSON_CODE(Tensor, return select(x, 0, 0);),
        LESSON_CODE(Tensor, return expand(x, {2, 3, 4});), LESSON_CODE(Tensor, return cat({x, x});),
        LESSON_CODE(Tensor, return x + 0.0;),
  };
}

}  // namespace

std::vector<Trial> try_engine() {
  Tensor x = numbered();
  std::vector<Trial> trials;
  std::vector<Tensor> alive;  // or the pool would give the next one the same block
  for (const Code<Tensor>& way : ways_to_y(x)) {
    renumber(x);
    Tensor y = way.run();
    trials.push_back(
        {listing(way.text), fmt::format("{}", fmt::ptr(y.data())), y.data() == x.data()});
    y.mutable_data()[0] = 99;
    trials.back().changed = !is_numbered(x);
    alive.push_back(y);
  }
  return trials;
}

std::vector<Trial> try_xtensor() {
  Tensor x = numbered();
  const Code<void> ways[] = {
    LESSON_CODE(void, mutable_array(x)(0, 0) = 99;),
    LESSON_CODE(void, xt::view(mutable_array(x), xt::all(), 1) = 99;),
    LESSON_CODE(void, Array copy = array(x); copy(0, 0) = 99;),
    LESSON_CODE(void, Tensor copy = from_array(array(x)); copy.mutable_data()[0] = 99;),
  };
  std::vector<Trial> trials;
  for (const Code<void>& way : ways) {
    renumber(x);
    way.run();
    trials.push_back({listing(way.text), "", false, !is_numbered(x)});
    std::replace(trials.back().code.begin(), trials.back().code.end(), '\n', ' ');
  }
  return trials;
}

}  // namespace lesson
