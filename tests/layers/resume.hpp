// A small training with everything that a checkpoint must hold; test_resume.cpp stops and resumes
// it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/batches.hpp"
#include "engine/io/checkpoint.hpp"
#include "engine/ops.hpp"
#include "layers/activation.hpp"
#include "layers/conv.hpp"
#include "layers/dropout.hpp"
#include "layers/flatten.hpp"
#include "layers/linear.hpp"
#include "layers/norm.hpp"
#include "layers/sequential.hpp"
#include "tests/engine/optim/every_optimizer.hpp"

namespace heed::inline HEED_PRECISION {

// Dropout, batch norm's running statistics, shuffled batches of which the last is short, gradients
// added up over two of them, groups, a schedule, a moving average, early stopping.
class ResumableTraining {
 public:
  static constexpr int64_t kSteps = 20, kHalf = 9;  // 14 batches an epoch: in the middle of one

  explicit ResumableTraining(const AnyOptimizer& kind) {
    manual_seed(11);
    model_.add<Conv2d>(1, 4, 3, Conv2dOptions{.padding = 1});
    model_.add<BatchNorm2d>(4);
    model_.add<ReLU>();
    model_.add<Flatten>();
    model_.add<Dropout>(0.3);
    model_.add<Linear>(4 * 16, 5);
    ParameterGroups groups(std::vector<ParameterGroup>(2));
    for (const Tensor& x : model_.parameters())
      groups.list[x.dim() > 1 ? 0 : 1].parameters.push_back(x);
    groups.list[1].weight_decay = 0;
    groups.list[1].lr = 0.004;
    optimizer_ = kind.make(groups);
    average_ =
        std::make_unique<MovingAverage>(model_.named_parameters(), 0.8, model_.named_buffers());
    Random random(12);
    images_ = randn({53, 1, 4, 4}, random);
    for (int64_t i = 0; i < 53; ++i) labels_.mutable_data()[i] = random.integer(5);
  }

  std::vector<CheckpointPart> parts() {
    return {{"model", model_.state_dict()},
            {"optimizer", *optimizer_},
            {"average", *average_},
            {"batches", batches_},
            {"random", default_random()},
            {"stopping", stopping_},
            {"step", step_}};
  }

  void run_to(int64_t last) {
    for (; step_ < last; ++step_) {
      double loss = 0;
      optimizer_->zero_grad();
      for (int part = 0; part < 2; ++part) {
        const Indices rows = batches_.next();
        const Tensor half = cross_entropy(model_(take(images_, rows)), take(labels_, rows)) / 2.0;
        half.backward();
        loss += double(half.item());
      }
      clip_grad_norm(model_.parameters(), 1);
      schedule_.apply(*optimizer_, step_);
      optimizer_->step();
      average_->update();
      stopping_.better(loss);
    }
  }

 private:
  Sequential model_;
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<MovingAverage> average_;
  Batches batches_{53, 4, 13};
  EarlyStopping stopping_{3};
  OneCycleLR schedule_{0.05, kSteps};
  int64_t step_ = 0;
  Tensor images_;
  Indices labels_{Shape{53}};
};

}  // namespace heed::inline HEED_PRECISION
