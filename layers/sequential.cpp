// Sequential: layers one after the other.

#include "layers/sequential.hpp"

namespace heed::inline HEED_PRECISION {

Sequential& Sequential::add(std::unique_ptr<Layer> layer) {
  layers_.push_back(std::move(layer));
  return *this;
}

Tensor Sequential::forward(const Tensor& x) {
  Tensor y = x;
  for (const auto& layer : layers_) y = (*layer)(y);
  return y;
}

void Sequential::visit(const Visitor& show) {
  for (size_t i = 0; i < layers_.size(); ++i) show.child(std::to_string(i), *layers_[i]);
}

}  // namespace heed::inline HEED_PRECISION
