// Training a reader.
#include "lessons/05_attention/training.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/ops/shape.hpp"
#include "engine/optim.hpp"

namespace lesson {

using namespace heed;

namespace {

constexpr int64_t kBatch = 64;
constexpr double kRate = 0.05, kForget = 0.1;  // how fast `usual` follows the losses
enum Stream : uint64_t { kFirstNumbers, kPictures, kTest, kShown, kDraws };

Moment moment_of(const Reader& reader, const Glimpses& shown, int64_t step) {
  const NoGrad no_grad;
  const Tensor weights = reader.weights(shown);
  return {step,
          {weights.data(), weights.data() + weights.numel()},
          reshape(reader.mixture(shown), {8, 8}),
          double(reader.query.at({0})),
          double(reader.query.at({1}))};
}

// Early on more happens: 0, 1/8, 1/4, 1/2 and all of the steps.
bool is_moment(int64_t step, int64_t steps) {
  for (const int64_t part : {8, 4, 2, 1})
    if (step == (steps + part - 1) / part) return true;
  return step == 0;
}

double mean_of_last_tenth(const std::vector<double>& losses) {
  const auto count = int64_t(losses.size() + 9) / 10;
  return std::accumulate(losses.end() - count, losses.end(), 0.0) / double(count);
}

void examine(Training& training, Reader& reader, const Glimpses& test, Look how) {
  const NoGrad no_grad;
  training.accuracy = accuracy(reader, test, how);
  training.cropped_accuracy = accuracy(reader, test, Look::hard);
  const Tensor weights = reader.weights(test);
  training.on_answer = 0;
  for (int64_t i = 0; i < kTestPictures; ++i)
    training.on_answer += double(weights.at({i, test.places[i]})) / double(kTestPictures);
}

}  // namespace

Material draw_material(const std::string& path, uint64_t seed) {
  const DigitSplit digits = split(load_digits(path));
  Random test(seed, kTest), shown(seed, kShown);
  return {digits.train, draw_glimpses(digits.test, kTestPictures, test),
          draw_glimpses(digits.test, 1, shown)};
}

Training train(show::Run& run, const Material& material, const std::string& name, Look how) {
  Random first_numbers(run.seed(), kFirstNumbers), pictures(run.seed(), kPictures);
  Random draws(run.seed(), kDraws);
  Reader reader(first_numbers);
  Adam optimizer(reader.parameters(), {.lr = kRate});
  Training training;
  training.name = name;
  double usual = std::log(10);  // the loss of someone who knows nothing
  const auto note = [&](int64_t step) {
    training.query.push_back({double(reader.query.at({0})), double(reader.query.at({1}))});
    if (is_moment(step, run.steps()))
      training.moments.push_back(moment_of(reader, material.shown, step));
  };

  show::Progress bar = run.progress(name, run.steps());
  while (bar.next()) {
    note(bar.step());
    const Glimpses batch = draw_glimpses(material.train, kBatch, pictures);
    optimizer.zero_grad();
    const Tensor loss = bar.loss([&] { return loss_of(reader, batch, how, usual, draws); });
    loss.backward();
    optimizer.step();
    usual += kForget * (double(loss.item()) - usual);
  }
  note(run.steps());
  training.losses = bar.losses();
  training.last_loss = mean_of_last_tenth(training.losses);
  examine(training, reader, material.test, how);
  return training;
}

}  // namespace lesson
