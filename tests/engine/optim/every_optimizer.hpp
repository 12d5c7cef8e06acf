// Every optimiser with every option, by the names that tests/golden/optim.py calls them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/optim.hpp"

namespace heed::inline HEED_PRECISION {

struct AnyOptimizer {
  std::string name;
  std::function<std::unique_ptr<Optimizer>(const ParameterGroups&)> make;
};

template <class Kind, class Options>
AnyOptimizer any_optimizer(const std::string& name, const Options& options) {
  return {name, [options](const ParameterGroups& groups) {
            return std::make_unique<Kind>(groups, options);
          }};
}

inline std::vector<AnyOptimizer> every_optimizer() {
  const auto sgd = any_optimizer<SGD, SGDOptions>;
  const auto rmsprop = any_optimizer<RMSprop, RMSpropOptions>;
  const auto adagrad = any_optimizer<Adagrad, AdagradOptions>;
  const auto adam = any_optimizer<Adam, AdamOptions>;
  const auto adamw = any_optimizer<AdamW, AdamWOptions>;
  return {
      sgd("SGD", {.lr = 0.05}),
      sgd("SGD, weight decay", {.lr = 0.05, .weight_decay = 0.1}),
      sgd("SGD, momentum", {.lr = 0.05, .momentum = 0.9}),
      sgd("SGD, dampening", {.lr = 0.05, .momentum = 0.9, .dampening = 0.3, .weight_decay = 0.1}),
      sgd("SGD, nesterov", {.lr = 0.05, .momentum = 0.8, .weight_decay = 0.1, .nesterov = true}),
      rmsprop("RMSprop", {}),
      rmsprop("RMSprop, weight decay",
              {.lr = 0.02, .alpha = 0.9, .eps = 1e-6, .weight_decay = 0.1}),
      rmsprop("RMSprop, momentum", {.momentum = 0.8}),
      rmsprop("RMSprop, centered", {.alpha = 0.9, .centered = true}),
      rmsprop("RMSprop, centered, momentum",
              {.alpha = 0.9, .weight_decay = 0.1, .momentum = 0.8, .centered = true}),
      adagrad("Adagrad", {}),
      adagrad("Adagrad, decays", {.lr = 0.05, .lr_decay = 0.1, .weight_decay = 0.1}),
      adagrad("Adagrad, accumulator", {.lr = 0.05, .initial_accumulator_value = 0.3, .eps = 1e-6}),
      adam("Adam", {}),
      adam("Adam, weight decay",
           {.lr = 0.01, .beta1 = 0.8, .beta2 = 0.95, .eps = 1e-6, .weight_decay = 0.1}),
      adam("Adam, amsgrad", {.lr = 0.01, .beta2 = 0.8, .amsgrad = true}),
      adamw("AdamW", {.lr = 0.01}),
      adamw("AdamW, amsgrad", {.lr = 0.01,
                               .beta1 = 0.8,
                               .beta2 = 0.9,
                               .eps = 1e-6,
                               .weight_decay = 0.1,
                               .amsgrad = true}),
  };
}

}  // namespace heed::inline HEED_PRECISION
