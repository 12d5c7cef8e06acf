// The one training loop of this lesson, the optimisers that it is run with, and how it is judged.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/optim.hpp"
#include "lessons/03_linear/models.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson03 {

constexpr int64_t kBatch = 64;

// Minimises the cross-entropy over batches of 64 (or of all rows, if there are fewer), whose order
// depends on `seed` alone. `after`, if given, is called after every step with its number from 1.
void train(Layer& model, Optimizer& optimizer, const Rows& rows, uint64_t seed, show::Progress& bar,
           const std::function<void(int64_t step)>& after = {});

double loss_on(Layer& model, const Rows& rows);      // cross-entropy, nats
double accuracy_on(Layer& model, const Rows& rows);  // share read rightly

// An optimiser by name, made for a model at a learning rate.
struct Way {
  std::string name;
  std::function<std::unique_ptr<Optimizer>(const std::vector<Tensor>& parameters, double lr)> make;
};
const std::vector<Way>& ways();  // SGD, momentum, RMSprop, Adam, AdamW

}  // namespace lesson03
