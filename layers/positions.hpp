// Where a token stands, as numbers to add to it: attention alone does not know. Sinusoids, on a
// line and on a picture, and learned positions.
#pragma once

#include <numbers>
#include <optional>

#include "engine/indices.hpp"
#include "layers/dropout.hpp"

namespace heed::inline HEED_PRECISION {

// PE[p, 2i] = sin(p / T^(2i/D)), PE[p, 2i+1] = cos(p / T^(2i/D)), T the temperature (Vaswani et al.
// 2017) -> (N, D). ValueError unless D is even, and T above 0.
Tensor sinusoidal_positions(int64_t length, int64_t dim, double temperature = 10000,
                            Place at = Place::here());

// How places of a picture become angles.
struct PictureSinusoids {
  double temperature = 10000;  // T, as above
  bool normalize = true;  // positions go from 0 to `scale` over a picture, not from 1 to its size
  double scale = 2 * std::numbers::pi;  // the last row's and column's position, with normalize
};

// Positions of the places of pictures (Carion et al. 2020, DETR): for `shown` (B, H, W), true where
// a batch's picture is and false where it is padded -> (B, D, H, W), D/2 channels of y, then D/2 of
// x. y counts the shown places of a column down to this one, from 1 on, x those of a row; then each
// makes sin, cos pairs as above. ValueError unless 4 divides D, ShapeError for another shape.
Tensor sinusoidal_positions_2d(const Mask& shown, int64_t dim, const PictureSinusoids& options = {},
                               Place at = Place::here());
// The same for pictures without padding -> (1, D, H, W).
Tensor sinusoidal_positions_2d(int64_t height, int64_t width, int64_t dim,
                               const PictureSinusoids& options = {}, Place at = Place::here());

// A learned vector for each of the first `longest` positions: the first N of them -> (N, D).
struct LearnedPositions : Module {
  Tensor weight;  // (longest, D), normal with deviation 0.02, cut off at 2, as in ViT

  // `dim` is D. ValueError for a size below 1.
  LearnedPositions(int64_t longest, int64_t dim, Random& random = default_random(),
                   Place at = Place::here());
  Tensor operator()(int64_t length, Place at = Place::here());  // ValueError if it is longer
  void visit(const Visitor& show) override { show.parameter("weight", weight); }
};

// What a PositionalEncoding is built with.
struct PositionalOptions {
  double dropout = 0.1;                 // of the sum, in training
  std::optional<int64_t> learned = {};  // so many learned positions; otherwise sinusoids, endless
};

// dropout(x + positions): (B, N, D) -> the same.
class PositionalEncoding : public Layer {
 public:
  std::optional<LearnedPositions> positions;
  Dropout dropout;

  // ValueError if `dim`, which is D, is odd and the positions are sinusoids.
  explicit PositionalEncoding(int64_t dim, const PositionalOptions& options = {},
                              Random& random = default_random(), Place at = Place::here());
  Tensor forward(const Tensor& x) override;
  void visit(const Visitor& show) override;

 private:
  Tensor sinusoids(int64_t length);
  int64_t dim_;
  Tensor table_;  // the sinusoids so far: those of a longer sequence begin the same
};

}  // namespace heed::inline HEED_PRECISION
