// Where a token stands, as numbers to add to it.

#include "layers/positions.hpp"

#include <cmath>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/slice.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// sin and cos of a position, in turn slower and slower: pair i turns by position / T^(2i/D).
class Sinusoids {
 public:
  Sinusoids(int64_t dim, double temperature) {
    for (int64_t i = 0; i < dim; i += 2)
      speeds_.push_back(std::pow(temperature, -double(i) / double(dim)));
  }
  void write(double position, real* to, int64_t step) const {  // `step` numbers apart
    for (const double speed : speeds_) {
      to[0] = real(std::sin(position * speed));
      to[step] = real(std::cos(position * speed));
      to += 2 * step;
    }
  }

 private:
  std::vector<double> speeds_;
};

void check(const char* name, int64_t dim, int64_t multiple, double temperature, Place at) {
  if (dim < multiple || dim % multiple != 0)
    throw ValueError(explain(
        name, at, "cannot make positions of " + std::to_string(dim) + " numbers", {},
        "sin and cos come in pairs" + std::string(multiple == 4 ? ", for y and for x" : "") +
            ": needs a multiple of " + std::to_string(multiple)));
  if (!(temperature > 0 && std::isfinite(temperature)))
    throw ValueError(explain(name, at, "temperature is " + std::to_string(temperature), {},
                             "needs a number above 0; 10000 is usual"));
}

// How many places of a line are shown up to each; normalised, so that the last is at `scale`.
std::vector<double> counted(const uint8_t* shown, int64_t length, int64_t step,
                            const PictureSinusoids& options) {
  std::vector<double> positions(size_t(length), 0);
  double count = 0;
  for (int64_t i = 0; i < length; ++i) positions[size_t(i)] = count += shown[i * step] ? 1 : 0;
  if (options.normalize)
    for (double& position : positions) position *= options.scale / (count + 1e-6);
  return positions;
}

}  // namespace

Tensor sinusoidal_positions(int64_t length, int64_t dim, double temperature, Place at) {
  check("sinusoidal_positions", dim, 2, temperature, at);
  checked_numel({length, dim}, "sinusoidal_positions", at);
  const Sinusoids sinusoids(dim, temperature);
  Tensor table = empty({length, dim}, at);
  real* to = table.mutable_data();
  for (int64_t p = 0; p < length; ++p) sinusoids.write(double(p), to + p * dim, 1);
  return table;
}

Tensor sinusoidal_positions_2d(const Mask& shown, int64_t dim, const PictureSinusoids& options,
                               Place at) {
  check("sinusoidal_positions_2d", dim, 4, options.temperature, at);
  const Shape& shape = shown.shape();
  if (shape.rank() != 3)
    throw ShapeError(explain("sinusoidal_positions_2d", at, "takes pictures' masks",
                             {{"shown", shape}}, "needs (B, H, W)"));
  const int64_t height = shape[1], width = shape[2], places = height * width;
  const Sinusoids sinusoids(dim / 2, options.temperature);
  Tensor table = empty({shape[0], dim, height, width}, at);
  for (int64_t b = 0; b < shape[0]; ++b) {
    const uint8_t* mask = shown.data() + b * places;
    real* y_part = table.mutable_data() + b * dim * places;
    real* x_part = y_part + dim / 2 * places;
    for (int64_t j = 0; j < width; ++j) {
      const std::vector<double> y = counted(mask + j, height, width, options);
      for (int64_t i = 0; i < height; ++i)
        sinusoids.write(y[size_t(i)], y_part + i * width + j, places);
    }
    for (int64_t i = 0; i < height; ++i) {
      const std::vector<double> x = counted(mask + i * width, width, 1, options);
      for (int64_t j = 0; j < width; ++j)
        sinusoids.write(x[size_t(j)], x_part + i * width + j, places);
    }
  }
  return table;
}

Tensor sinusoidal_positions_2d(int64_t height, int64_t width, int64_t dim,
                               const PictureSinusoids& options, Place at) {
  return sinusoidal_positions_2d(Mask(Shape{1, height, width}, 1, at), dim, options, at);
}

LearnedPositions::LearnedPositions(int64_t longest, int64_t dim, Random& random, Place at) {
  check_sizes("LearnedPositions", {{"longest", longest}, {"dim", dim}}, at);
  weight = truncated_normal({longest, dim}, 0.02, random);
}

Tensor LearnedPositions::operator()(int64_t length, Place at) {
  const Running here(*this, at);
  if (length < 0 || length > weight.size(0))
    throw ValueError(
        explain("LearnedPositions", Place::here(),
                "there is no position for each of " + std::to_string(length) + " tokens",
                {{"weight", weight.shape(), {-2}}},
                "only the first " + std::to_string(weight.size(0)) +
                    " positions were learned: shorten the sequence, build the layer "
                    "for longer ones, or take sinusoids"));
  return slice(weight, 0, 0, length);
}

PositionalEncoding::PositionalEncoding(int64_t dim, const PositionalOptions& options,
                                       Random& random, Place at)
    : dropout(options.dropout, at), dim_(dim) {
  if (options.learned)
    positions.emplace(*options.learned, dim, random, at);
  else
    check("PositionalEncoding", dim, 2, 1, at);
}

Tensor PositionalEncoding::sinusoids(int64_t length) {
  if (!table_.defined() || table_.size(0) < length)
    table_ = sinusoidal_positions(2 * length, dim_);  // so that one that grows makes few tables
  return slice(table_, 0, 0, length);
}

Tensor PositionalEncoding::forward(const Tensor& x) {
  if (x.dim() != 3 || x.size(2) != dim_)
    throw ShapeError(explain("PositionalEncoding", Place::here(), "was built for other tokens",
                             {{"x", x.shape(), {-1}}},
                             "needs (B, N, " + std::to_string(dim_) + ")"));
  const int64_t length = x.size(1);
  return dropout(x + (positions ? (*positions)(length) : sinusoids(length)));
}

void PositionalEncoding::visit(const Visitor& show) {
  if (positions) show.child("positions", *positions);
  show.child("dropout", dropout);
}

}  // namespace heed::inline HEED_PRECISION
