// The heads' task.
#include "lessons/06_self_attention/pointers.hpp"

namespace lesson06 {

using namespace heed;

Pointers draw_pointers(int64_t sets, Random& random) {
  Tensor tokens = zeros({sets, kTokens, kWidth});
  std::vector<int64_t> answers;
  real* to = tokens.mutable_data();
  for (int64_t set = 0; set < sets; ++set) {
    const std::vector<int64_t> names = random.permutation(kTokens);
    // Round and round in another random order, so that nobody points to itself.
    const std::vector<int64_t> ring = random.permutation(kTokens);
    std::vector<int64_t> cargo, target(static_cast<size_t>(kTokens));
    for (int64_t i = 0; i < kTokens; ++i) cargo.push_back(random.integer(kCargo));
    for (int64_t i = 0; i < kTokens; ++i)
      target[size_t(ring[size_t(i)])] = ring[size_t((i + 1) % kTokens)];
    for (int64_t i = 0; i < kTokens; ++i, to += kWidth) {
      to[names[size_t(target[size_t(i)])]] = 1;
      to[kTokens + cargo[size_t(i)]] = 1;
      to[kHalf + names[size_t(i)]] = 1;
      to[kHalf + kTokens + cargo[size_t(i)]] = 1;
      answers.push_back(cargo[size_t(target[size_t(i)])]);
    }
  }
  return {tokens, Indices(answers).reshape({sets, kTokens})};
}

}  // namespace lesson06
