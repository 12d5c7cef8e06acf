// What the offload says about itself: lines of a profile, and why a product failed.
#pragma once

#include <atomic>
#include <string>

#include "engine/cuda/cost.hpp"
#include "engine/cuda/session.hpp"

namespace heed::inline HEED_PRECISION::cuda {

// Products that stayed on the processor, counted from any thread.
class StayedHere {
 public:
  void add(int64_t count, int64_t flops) { products_ += count, flops_ += flops; }
  void add_failed() { ++failed_; }
  void reset() { products_ = flops_ = failed_ = 0; }
  int64_t products() const { return products_; }
  int64_t flops() const { return flops_; }
  int64_t failed() const { return failed_; }  // calls that were to run on the card

 private:
  std::atomic<int64_t> products_{0}, flops_{0}, failed_{0};
};

// Why, and what to do: a sentence or two.
std::string explain_failure(const Failure& failure, const device::About& about,
                            const Request& request);

// Lines of the report, each with its end.
std::string describe(const std::string& mode, Session& session, device::Precision precision);
std::string describe(const StayedHere& here, const std::string& trouble);
std::string describe(const Rates& rates);

}  // namespace heed::inline HEED_PRECISION::cuda
