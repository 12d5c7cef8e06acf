// Labels to test the losses of classes with.
#pragma once

#include "engine/indices.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace heed::inline HEED_PRECISION {

// Some label for every line of logits: all classes occur, and, where asked for, some do not count.
inline Indices labels_for(const Tensor& logits, int64_t ignore_every = 0) {
  Shape shape = logits.shape();
  const int axis = logits.dim() == 1 ? 0 : 1;
  const int64_t classes = shape[axis];
  shape.erase(axis);
  Indices labels(shape);
  for (int64_t i = 0; i < labels.numel(); ++i)
    labels.mutable_data()[i] = ignore_every && i % ignore_every == 1 ? -100 : (i * 7 + 3) % classes;
  return labels;
}

// A weight for each class: 0.5, 1.5, 2.5, 0.5, …
inline Tensor weights_of(int64_t classes) {
  return by_index({classes}, [](const Index& c) { return 0.5 + double(c[0] % 3); });
}

}  // namespace heed::inline HEED_PRECISION
