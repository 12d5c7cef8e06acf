// The library of the kernels and the card that it runs on, loaded when first asked for.
#pragma once

#include <memory>
#include <string>

#include "lessons/21_cuda_matmul/kernels/library.hpp"

namespace lesson21 {

// How fast numbers get to a card and back.
struct Bus {
  double to_card, from_card;  // bytes a second
  double latency;             // seconds for a copy of next to nothing
};

// What fails throws heed::DeviceError with the reason.
class Card {
 public:
  Card();  // the first card of this machine, by the library that the build made
  explicit Card(const std::string& library);  // by another
  ~Card();
  Card(const Card&) = delete;
  Card& operator=(const Card&) = delete;

  const Lesson21Card& about() const { return about_; }
  void product(int way, int m, int n, int k, const float* a, const float* b, float* c) const;
  double seconds(int way, int n) const;  // of a product of two n x n matrices that lie there
  Bus bus() const;

 private:
  template <class Function>
  Function* function(const char* name) const;
  void check(int code) const;
  void* library_ = nullptr;
  Lesson21Card about_{};
};

// The card; or null, and why.
struct FoundCard {
  std::unique_ptr<Card> card;
  std::string why_not;
};
FoundCard find_card();

}  // namespace lesson21
