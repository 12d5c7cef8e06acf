// A small CNN that reads digits, with any norm between its layers, and how it is trained.
#pragma once

#include <map>
#include <memory>
#include <utility>

#include "data/digits.hpp"
#include "layers/sequential.hpp"
#include "lessons/11_normalisation/normalising.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson11 {

// Three convolutions, each followed by the norm and ReLU; behind the first there are 16 places, in
// the others four, so that a batch of two has no more than eight numbers in a channel.
// (B, 1, 8, 8) -> (B, 10)
struct Reader : Sequential {
  Reader(Norm norm, Random& random);
};

// A trained reader, and what its last batch norm kept.
struct Training {
  std::unique_ptr<Reader> reader;
  std::vector<double> running;  // the running mean of one channel, after every step
  std::vector<double> own;      // the batch's own mean of that channel
  double accuracy = 0;          // on test digits, in eval mode
};
using Trained = std::map<std::pair<Norm, int64_t>, Training>;  // by norm and batch size

// On training digits that are moved by up to two pixels, other ways every time.
Training train(Norm norm, const Digits& digits, int64_t batch, uint64_t seed, show::Progress bar);

enum class Mode { train, eval };
// The share of digits read rightly, `batch` at a time, in their order. The reader stays as it is:
// running averages that a batch in train mode has moved are put back.
double accuracy_in(Reader& reader, Mode mode, const Digits& digits, int64_t batch);

}  // namespace lesson11
