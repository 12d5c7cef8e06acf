// Sums to be computed digit by digit, as strings.
#pragma once

#include "data/pair_generator.hpp"

namespace heed::inline HEED_PRECISION {

// How the digits of the answer are written: hundreds first, as people do, or units first, as people
// compute them, since a carry comes from the right.
enum class Answer { normal, reversed };

// "417+085" becomes "0502", or "2050" reversed. All numbers are filled with zeros to the same
// length, so each place has its own meaning.
struct AdditionOptions {
  int64_t digits = 3;  // of each summand, 1 to 9; the answer has one more
  Answer answer = Answer::reversed;
};

// a+b and b+a are in one part.
class Addition : public PairGenerator {
 public:
  // ValueError if there are not 1 to 9 digits.
  Addition(const AdditionOptions& options, Part part, uint64_t seed, Place at = Place::here());
  // The pair for two numbers of at most that many digits. ValueError for others.
  TextPair sum(int64_t a, int64_t b, Place at = Place::here()) const;

 protected:
  TextPair draw(Random& random) const override;
  std::string subject(const TextPair& pair) const override;

 private:
  AdditionOptions options_;
  int64_t numbers_;  // how many there are
};

}  // namespace heed::inline HEED_PRECISION
