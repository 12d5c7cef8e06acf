// Drawing strings of letters, and rearranging them.
#include "data/letter_strings.hpp"

#include <algorithm>

namespace heed::inline HEED_PRECISION {

namespace {

Vocabulary checked_letters(const LetterOptions& o, Place at) {
  const char* problem = nullptr;
  if (o.letters < 2 || o.letters > 26) problem = "there are 2 to 26 letters";
  if (o.least_length < 1 || o.most_length < o.least_length) problem = "lengths are from 1 up";
  if (problem) throw ValueError(explain("LetterStrings", at, problem));
  return Vocabulary::characters(
      std::string_view("abcdefghijklmnopqrstuvwxyz").substr(0, size_t(o.letters)), at);
}

}  // namespace

LetterStrings::LetterStrings(const LetterOptions& options, Part part, uint64_t seed, Place at)
    : PairGenerator(checked_letters(options, at), checked_letters(options, at), part, seed),
      options_(options) {}

TextPair LetterStrings::draw(Random& random) const {
  const LetterOptions& o = options_;
  const int64_t length = o.least_length + random.integer(o.most_length - o.least_length + 1);
  std::string source;
  for (int64_t i = 0; i < length; ++i) source += char('a' + random.integer(o.letters));
  std::string target = source;
  if (o.task == Rearrange::reverse) std::reverse(target.begin(), target.end());
  if (o.task == Rearrange::sort) std::sort(target.begin(), target.end());
  return {source, target};
}

}  // namespace heed::inline HEED_PRECISION
