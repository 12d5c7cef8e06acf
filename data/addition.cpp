// Drawing two numbers, and writing their sum.
#include "data/addition.hpp"

#include <algorithm>

namespace heed::inline HEED_PRECISION {

namespace {

int64_t checked_numbers(int64_t digits, Place at) {
  if (digits < 1 || digits > 9)
    throw ValueError(
        explain("Addition", at, "numbers have 1 to 9 digits, not " + std::to_string(digits)));
  int64_t numbers = 1;
  for (int64_t i = 0; i < digits; ++i) numbers *= 10;
  return numbers;
}

// With zeros in front.
std::string filled(int64_t number, int64_t digits) {
  const std::string text = std::to_string(number);
  return std::string(size_t(digits) - text.size(), '0') + text;
}

}  // namespace

Addition::Addition(const AdditionOptions& options, Part part, uint64_t seed, Place at)
    : PairGenerator(Vocabulary::characters("0123456789+"), Vocabulary::characters("0123456789"),
                    part, seed),
      options_(options),
      numbers_(checked_numbers(options.digits, at)) {}

TextPair Addition::sum(int64_t a, int64_t b, Place at) const {
  if (std::min(a, b) < 0 || std::max(a, b) >= numbers_)
    throw ValueError(explain("Addition", at,
                             std::to_string(a) + " + " + std::to_string(b) + " is out of range", {},
                             "summands are 0 … " + std::to_string(numbers_ - 1)));
  std::string answer = filled(a + b, options_.digits + 1);
  if (options_.answer == Answer::reversed) std::reverse(answer.begin(), answer.end());
  return {filled(a, options_.digits) + "+" + filled(b, options_.digits), answer};
}

TextPair Addition::draw(Random& random) const {
  const int64_t a = random.integer(numbers_), b = random.integer(numbers_);
  return sum(a, b);
}

std::string Addition::subject(const TextPair& pair) const {
  const size_t digits = size_t(options_.digits);
  const std::string a = pair.source.substr(0, digits), b = pair.source.substr(digits + 1);
  return std::min(a, b) + "+" + std::max(a, b);
}

}  // namespace heed::inline HEED_PRECISION
