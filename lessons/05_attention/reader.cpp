// Three ways to look: soft, hard, and hard by chance.
#include "lessons/05_attention/reader.hpp"

#include <cmath>

#include "data/batches.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/loss.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/select.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/softmax.hpp"

namespace lesson {

using namespace heed;

namespace {

Tensor scores_of(const Reader& reader, const Glimpses& pictures) {
  return matmul(pictures.keys, reader.query) / std::sqrt(2.0);  // (B, 6, 2) (2) -> (B, 6)
}

// One place a picture, drawn with the probabilities (B, 6).
Indices draw_places(const Tensor& probabilities, Random& random) {
  std::vector<int64_t> places;
  for (int64_t i = 0; i < probabilities.size(0); ++i) {
    double left = random.uniform();
    int64_t place = 0;
    while (place < kGlimpses - 1 && (left -= double(probabilities.at({i, place}))) > 0) ++place;
    places.push_back(place);
  }
  return Indices(places);
}

// REINFORCE (Williams 1992). The crop that was drawn has no derivative by the query, but the
// probability p to draw it has one, and
//     d E[loss] = E[d loss + (loss - usual) d log p]
// for any `usual` that does not depend on the draw: places that went better than usual become more
// probable. The second term's value is 0 here, since only its gradient is wanted.
Tensor loss_by_trying(Reader& reader, const Glimpses& pictures, double usual, Random& random) {
  const Tensor scores = scores_of(reader, pictures);
  const Indices places = draw_places(softmax(scores.detach(), -1), random);
  const Tensor losses = cross_entropy(reader.digit(reader.crop(pictures, places)), pictures.answers,
                                      {.reduction = Reduction::none});
  const Tensor log_p = -cross_entropy(scores, places, {.reduction = Reduction::none});  // (B)
  return mean(losses + (losses.detach() - usual) * (log_p - log_p.detach()));
}

}  // namespace

Reader::Reader(Random& random) : digit(kPixels, 10, true, random) { query.requires_grad_(); }

void Reader::visit(const Visitor& show) {
  show.parameter("query", query);
  show.child("digit", digit);
}

Tensor Reader::weights(const Glimpses& pictures) const {
  return softmax(scores_of(*this, pictures), -1);
}

Tensor Reader::mixture(const Glimpses& pictures) const {
  // The loop of attention, for all pictures at once: (B, 1, 6) (B, 6, 64) -> (B, 1, 64).
  return squeeze(matmul(unsqueeze(weights(pictures), 1), pictures.values), 1);
}

Tensor Reader::crop(const Glimpses& pictures, const Indices& places) const {
  std::vector<int64_t> rows;
  for (int64_t i = 0; i < places.numel(); ++i) rows.push_back(i * kGlimpses + places[i]);
  return take(reshape(pictures.values, {-1, kPixels}), Indices(rows));
}

Tensor Reader::look(const Glimpses& pictures, Look how) const {
  if (how == Look::soft) return mixture(pictures);
  return crop(pictures, argmax(scores_of(*this, pictures), -1));
}

Tensor loss_of(Reader& reader, const Glimpses& pictures, Look how, double usual, Random& random) {
  if (how == Look::sampled) return loss_by_trying(reader, pictures, usual, random);
  return cross_entropy(reader.digit(reader.look(pictures, how)), pictures.answers);
}

double accuracy(Reader& reader, const Glimpses& pictures, Look how) {
  const NoGrad no_grad;
  const Indices said = argmax(reader.digit(reader.look(pictures, how)), -1);
  int64_t right = 0;
  for (int64_t i = 0; i < said.numel(); ++i) right += said[i] == pictures.answers[i];
  return double(right) / double(said.numel());
}

}  // namespace lesson
