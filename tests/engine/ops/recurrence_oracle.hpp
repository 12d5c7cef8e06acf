// What recurrences are, by plain loops, for the rows of their operations.
#pragma once

#include <cmath>

#include "engine/ops/rnn.hpp"
#include "tests/engine/op_check.hpp"

namespace heed::inline HEED_PRECISION {

using Numbers = std::vector<double>;

// What all the operations have in common, so that one set of rows serves for each: in is input,
// weight_hh, and, if the row has them, bias_hh and the initial states.
struct Kind {
  const char* name;
  int64_t gates, states;
  Tensor (*call)(const std::vector<Tensor>& in, const SequenceOptions& options, Place at);
  // One step of one sequence by the definition: the parts of input and product of gate g for number
  // j are x(g, j) and p(g, j); the states h and c become those after it.
  using Part = std::function<double(int64_t gate, int64_t j)>;
  void (*step)(const Part& x, const Part& p, Numbers& h, Numbers& c);
};

inline Tensor nth(const std::vector<Tensor>& in, size_t i) {
  return i < in.size() ? in[i] : Tensor();
}
inline double sigma(double x) { return 1 / (1 + std::exp(-x)); }

inline const Kind tanh_rnn{"rnn", 1, 1,
                           [](auto& in, auto& options, Place at) {
                             return rnn(nth(in, 0), nth(in, 1), nth(in, 2), nth(in, 3),
                                        Nonlinearity::tanh, options, at);
                           },
                           [](auto& x, auto& p, auto& h, auto&) {
                             for (size_t j = 0; j < h.size(); ++j)
                               h[j] = std::tanh(x(0, int64_t(j)) + p(0, int64_t(j)));
                           }};
inline const Kind relu_rnn{"rnn", 1, 1,
                           [](auto& in, auto& options, Place at) {
                             return rnn(nth(in, 0), nth(in, 1), nth(in, 2), nth(in, 3),
                                        Nonlinearity::relu, options, at);
                           },
                           [](auto& x, auto& p, auto& h, auto&) {
                             for (size_t j = 0; j < h.size(); ++j)
                               h[j] = std::max(0.0, x(0, int64_t(j)) + p(0, int64_t(j)));
                           }};
inline const Kind gru_kind{
    "gru", 3, 1,
    [](auto& in, auto& options, Place at) {
      return gru(nth(in, 0), nth(in, 1), nth(in, 2), nth(in, 3), options, at);
    },
    [](auto& x, auto& p, auto& h, auto&) {
      for (size_t k = 0; k < h.size(); ++k) {
        const auto j = int64_t(k);
        const double r = sigma(x(0, j) + p(0, j)), z = sigma(x(1, j) + p(1, j));
        h[k] = (1 - z) * std::tanh(x(2, j) + r * p(2, j)) + z * h[k];
      }
    }};
inline const Kind lstm_kind{
    "lstm", 4, 2,
    [](auto& in, auto& options, Place at) {
      return lstm(nth(in, 0), nth(in, 1), nth(in, 2), nth(in, 3), nth(in, 4), options, at);
    },
    [](auto& x, auto& p, auto& h, auto& c) {
      for (size_t k = 0; k < h.size(); ++k) {
        const auto j = int64_t(k);
        const double i = sigma(x(0, j) + p(0, j)), f = sigma(x(1, j) + p(1, j));
        const double o = sigma(x(3, j) + p(3, j));
        c[k] = f * c[k] + i * std::tanh(x(2, j) + p(2, j));
        h[k] = o * std::tanh(c[k]);
      }
    }};

// The definition, a sequence and a step at a time.
inline Tensor walked(const Kind& kind, const std::vector<Tensor>& in,
                     const SequenceOptions& options) {
  const int64_t time = in[0].size(1), hidden = in[1].size(1);
  Tensor y = zeros({in[0].size(0), time + kind.states - 1, hidden});
  for (int64_t b = 0; b < in[0].size(0); ++b) {
    Numbers h(size_t(hidden), 0.0), c = h;
    for (size_t j = 0; j < h.size(); ++j) {
      if (in.size() > 3) h[j] = double(in[3].at({b, int64_t(j)}));
      if (in.size() > 4) c[j] = double(in[4].at({b, int64_t(j)}));
    }
    const auto write = [&](int64_t t, const Numbers& state) {
      for (int64_t j = 0; j < hidden; ++j)
        y.mutable_data()[(b * y.size(1) + t) * hidden + j] = real(state[size_t(j)]);
    };
    const int64_t length = options.lengths ? (*options.lengths)[b] : time;
    for (int64_t k = 0; k < length; ++k) {
      const int64_t t = options.reverse ? length - 1 - k : k;
      const Numbers before = h;
      kind.step(
          [&](int64_t g, int64_t j) {
            return double(in[0].at({b, t, g * hidden + j}));
          },
          [&](int64_t g, int64_t j) {
            const int64_t row = g * hidden + j;
            double sum = in.size() > 2 ? double(in[2].at({row})) : 0;
            for (int64_t i = 0; i < hidden; ++i)
              sum += double(in[1].at({row, i})) * before[size_t(i)];
            return sum;
          },
          h, c);
      write(t, h);
    }
    if (kind.states > 1) write(time, c);
  }
  return y;
}

}  // namespace heed::inline HEED_PRECISION
