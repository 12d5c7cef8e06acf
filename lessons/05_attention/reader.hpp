// A reader looks at a picture's glimpses and says which digit the answer is.
#pragma once

#include "layers/linear.hpp"
#include "lessons/05_attention/glimpses.hpp"

namespace lesson {

enum class Look {
  soft,     // at all glimpses, each by its weight
  hard,     // at the best one
  sampled,  // in training at one drawn by its weight, with REINFORCE; later at the best one
};

struct Reader : heed::Module {
  heed::Tensor query{{2}, {-0.5, 0}};  // on the colour circle; it begins with asking for cyan
  heed::Linear digit;                  // the pixels seen (64) -> a score for each class (10)

  explicit Reader(heed::Random& random);
  void visit(const heed::Visitor& show) override;

  heed::Tensor weights(const Glimpses& pictures) const;  // (B, 6)
  // What is seen of each picture, (B, 64): a mixture of all glimpses, or one of them.
  heed::Tensor mixture(const Glimpses& pictures) const;
  heed::Tensor crop(const Glimpses& pictures, const heed::Indices& places) const;
  heed::Tensor look(const Glimpses& pictures, Look how) const;
};

// The loss of an answer: cross-entropy in nats. For `sampled`, its gradient reaches the query by
// another way than backpropagation: see reader.cpp. `usual` is what the loss was lately.
heed::Tensor loss_of(Reader& reader, const Glimpses& pictures, Look how, double usual,
                     heed::Random& random);

double accuracy(Reader& reader, const Glimpses& pictures, Look how);

}  // namespace lesson
