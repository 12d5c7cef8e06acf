// Rows: two linear layers with an activation between them, against the three operations.

#include "engine/ops/activation.hpp"
#include "engine/ops/feed_forward.hpp"
#include "engine/ops/linear.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

template <Activation activation>
Tensor fused(const std::vector<Tensor>& in) {
  return in.size() == 3 ? feed_forward(in[0], in[1], {}, in[2], {}, activation)
                        : feed_forward(in[0], in[1], in[2], in[3], in[4], activation);
}
template <Activation activation>
Tensor composed(const std::vector<Tensor>& in) {
  const bool biases = in.size() == 5;
  const Tensor hidden = linear(in[0], in[1], biases ? in[2] : Tensor());
  const Tensor seen = activation == Activation::relu ? relu(hidden) : gelu(hidden);
  return linear(seen, biases ? in[3] : in[2], biases ? in[4] : Tensor());
}

const std::vector<std::vector<Shape>> kShapes = {{{3}, {5, 3}, {5}, {2, 5}, {2}},
                                                 {{2, 1, 3}, {5, 3}, {5}, {1, 5}, {1}},
                                                 {{0, 3}, {5, 3}, {5}, {2, 5}, {2}},
                                                 {{2, 0}, {5, 0}, {5}, {2, 5}, {2}},
                                                 {{2, 3}, {0, 3}, {0}, {2, 0}, {2}},
                                                 {{131, 7}, {33, 7}, {33}, {18, 33}, {18}},
                                                 {{70, 32}, {640, 32}, {640}, {32, 640}, {32}}};
const std::vector<std::vector<Shape>> kSmallShapes(kShapes.begin(), kShapes.end() - 2);

template <class Kind>
ErrorCase refused(const Shape& x, const Shape& w1, const Shape& b1, const Shape& w2,
                  const Shape& b2, const char* piece, Place at = Place::here()) {
  return throws<Kind>(
      [=] { feed_forward(ones(x), ones(w1), ones(b1), ones(w2), ones(b2), Activation::relu, at); },
      {piece}, at);
}

const Row feed_forward_rows[] = {
    {{
        .name = "feed_forward, gelu",
        .f = fused<Activation::gelu>,
        .oracle = composed<Activation::gelu>,
        .shapes = kShapes,
        .domain = {.low = -1, .high = 1},
        .errors = {refused<ShapeError>({2, 3}, {5, 4}, {5}, {2, 5}, {2}, "first weight do not fit"),
                   refused<ShapeError>({2, 3}, {5, 3}, {4}, {2, 5}, {2}, "bias1 does not fit"),
                   refused<ShapeError>({2, 3}, {5, 3}, {5}, {2, 4}, {2}, "do not fit each other"),
                   refused<ShapeError>({2, 3}, {5, 3}, {5}, {2, 5}, {5}, "bias2 does not fit"),
                   refused<ShapeError>({2, 3}, {3}, {5}, {2, 5}, {2}, "no matrix"),
                   refused<ShapeError>({}, {5, 3}, {5}, {2, 5}, {2}, "first weight do not fit")},
    }},
    {{
        .name = "feed_forward, relu",  // few numbers: none is near the kink
        .f = fused<Activation::relu>,
        .oracle = composed<Activation::relu>,
        .shapes =
            [] {
              auto shapes = kSmallShapes;
              shapes.push_back({{1, 37}, {3, 37}, {3}, {5, 3}, {5}});
              return shapes;
            }(),
        .domain = {.low = -1, .high = 1},
    }},
    {{
        .name = "feed_forward, without biases",
        .f = fused<Activation::gelu>,
        .oracle = composed<Activation::gelu>,
        .shapes = {{{3}, {5, 3}, {2, 5}},
                   {{2, 3}, {5, 3}, {2, 5}},
                   {{2, 2, 3}, {5, 3}, {2, 5}},
                   {{0, 3}, {5, 3}, {2, 5}},
                   {{33, 17}, {16, 17}, {65, 16}},
                   {{1, 1}, {1, 1}, {1, 1}}},
        .domain = {.low = -1, .high = 1},
    }},
};

}  // namespace
