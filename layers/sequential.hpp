// Sequential: layers one after the other.
#pragma once

#include <memory>

#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

// Sequential net;
// net.add<Linear>(64, 32).add<ReLU>().add<Linear>(32, 10);
// The children are called "0", "1", ... as in PyTorch.
class Sequential : public Layer {
 public:
  explicit Sequential(Place at = Place::here()) : at_(at) {}

  // Builds a layer of type L from the arguments, at the end.
  template <class L, class... Args>
  Sequential& add(Args&&... args) {
    const Running here(*this, at_);  // so that an error in L's constructor names the caller's line
    return add(std::unique_ptr<Layer>(new L(std::forward<Args>(args)...)));
  }
  Sequential& add(std::unique_ptr<Layer> layer);

  // Its layers; std::out_of_range where there is none.
  int64_t size() const { return int64_t(layers_.size()); }
  Layer& operator[](int64_t i) { return *layers_.at(size_t(i)); }

  Tensor forward(const Tensor& x) override;
  void visit(const Visitor& show) override;

 private:
  Place at_;
  std::vector<std::unique_ptr<Layer>> layers_;
};

}  // namespace heed::inline HEED_PRECISION
