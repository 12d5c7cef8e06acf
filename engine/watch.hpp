// Seeing what operations make, while they run.
#pragma once

#include <functional>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// While it lives, calls see() with the result of every operation of this thread, as soon as it is
// made, and with what it took; an operation made of others is seen by its parts, and what see()
// itself computes is not seen. The innermost Watch sees alone. Products of matrices are counted
// over all threads: see profile::Work.
class Watch {
 public:
  using See = std::function<void(const Tensor& result, const profile::Work& work)>;
  explicit Watch(See see);
  ~Watch();
  static bool active() { return innermost != nullptr; }  // whether this thread is watched
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  friend class Op;
  static inline thread_local Watch* innermost = nullptr;
  void made(const Tensor& result, profile::Work work);
  See see_;
  Watch* outer_;
  int64_t products_;  // up to the last result
};

}  // namespace heed::inline HEED_PRECISION
