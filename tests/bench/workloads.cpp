// The workloads of torch_workloads.py under the same names: one training step (zero_grad, forward,
// loss, backward, AdamW) or one inference, on random inputs.

#include <iostream>
#include <memory>

#include "engine/cuda/matmul_device.hpp"
#include "engine/error.hpp"
#include "engine/optim.hpp"
#include "engine/profile.hpp"
#include "engine/random.hpp"
#include "engine/threads.hpp"
#include "engine/timeline.hpp"
#include "layers/models/vit.hpp"
#include "tests/bench/limits.hpp"
#include "tests/bench/memory.hpp"
#include "tests/bench/models.hpp"

namespace heed::bench {

namespace {

// What is measured: run(), which keeps alive what it needs.
struct Work {
  std::function<void()> run;
  int64_t params;
};

template <class Model, class Loss>
Work training(const std::shared_ptr<Model>& model, const Loss& loss) {
  const auto optimizer = std::make_shared<AdamW>(model->parameters(), AdamWOptions{.lr = 1e-3});
  const auto run = [model, optimizer, loss] {
    optimizer->zero_grad();
    loss(*model).backward();
    optimizer->step();
  };
  return {run, model->num_parameters()};
}

Indices some(const Shape& shape, int64_t below) {
  Indices numbers(shape);
  for (int64_t i = 0; i < numbers.numel(); ++i)
    numbers.mutable_data()[i] = default_random().integer(below);
  return numbers;
}

template <class Model>
Work reads_pictures(const std::shared_ptr<Model>& model, int64_t batch, int64_t channels,
                    int64_t image) {
  const Tensor x = randn({batch, channels, image, image});
  const Indices y = some({batch}, 10);
  return training(model, [x, y](Model& m) { return cross_entropy(m(x), y); });
}

std::shared_ptr<ViT> vit(int64_t image, int64_t patch, int64_t channels, int64_t dim, int64_t depth,
                         int64_t heads) {
  return std::make_shared<ViT>(ViTOptions{.image = image,
                                          .patch = patch,
                                          .channels = channels,
                                          .dim = dim,
                                          .depth = depth,
                                          .heads = heads,
                                          .classes = 10,
                                          .eps = 1e-5});
}

Work infers() {
  const auto model = vit(224, 16, 3, 384, 12, 6);
  model->eval();
  const Tensor x = randn({1, 3, 224, 224});
  const auto run = [model, x] {
    const NoGrad no_grad;
    (*model)(x);
  };
  return {run, model->num_parameters()};
}

Work writes_with_attention() {
  constexpr int64_t batch = 64, steps = 10, vocabulary = 64;
  const Indices words = some({batch, 30}, vocabulary), truth = some({batch, steps}, vocabulary);
  std::vector<Indices> columns(steps, Indices(Shape{batch}));
  for (int64_t b = 0; b < batch; ++b)
    for (int64_t t = 0; t < steps; ++t)
      columns[size_t(t)].mutable_data()[b] = truth.data()[b * steps + t];
  return training(std::make_shared<Seq2Seq>(), [=](Seq2Seq& model) {
    return cross_entropy(flatten(model(words, columns), 0, 1), truth.reshape({batch * steps}));
  });
}

Work translates() {
  constexpr int64_t batch = 64, length = 32, vocabulary = 64;
  const Indices words = some({batch, length}, vocabulary),
                truth = some({batch, length}, vocabulary);
  return training(std::make_shared<Translator>(), [=](Translator& model) {
    return cross_entropy(flatten(model(words, truth), 0, 1), truth.reshape({batch * length}));
  });
}

struct Workload {
  std::string name;
  Work (*make)();
};
const Workload workloads[] = {
    {"train_vit_digits", [] { return reads_pictures(vit(8, 2, 1, 64, 4, 4), 64, 1, 8); }},
    {"train_vit_28", [] { return reads_pictures(vit(28, 4, 1, 64, 6, 4), 64, 1, 28); }},
    {"train_attention_cnn",
     [] { return reads_pictures(std::make_shared<AttentionCnn>(), 16, 3, 32); }},
    {"train_seq2seq", writes_with_attention},
    {"train_transformer", translates},
    {"train_vit_s16", [] { return reads_pictures(vit(224, 16, 3, 384, 12, 6), 4, 3, 224); }},
    {"infer_vit_s16", infers},
};

void run(const Workload& workload, const Flags& flags) {
  manual_seed(0);
  const Work work = workload.make();
  const double before = process_megabytes("VmRSS");
  const std::vector<double> times = measure(flags.seconds, work.run);
  const double grown = process_megabytes("VmHWM") - before;
  Limits limits;
  if (flags.limits) limits = measure_limits(work.run);
  report(workload.name, flags.threads, times, work.params, grown, flags.limits ? &limits : nullptr);
  if (!flags.profile) return;
  profile::enable(true);
  profile::record_timeline(true);
  for (int i = 0; i < 10; ++i) work.run();
  profile::record_timeline(false);
  profile::enable(false);
  profile::print(std::cout);
  std::cout << matmul_report();
  profile::write_timeline("build/" + workload.name + ".trace.json");
  profile::reset();
}

}  // namespace

}  // namespace heed::bench

int main(int argc, char** argv) {
  using namespace heed;
  std::vector<std::string> known;
  for (const auto& workload : bench::workloads) known.push_back(workload.name);
  const bench::Flags flags = bench::read_flags(argc, argv, known);
  set_num_threads(flags.threads);
  try {
    set_matmul_device(matmul_device_asked());  // HEED_DEVICE
  } catch (const Error& error) {
    std::cerr << error.what() << "\n";
    return 5;
  }
  for (const auto& workload : bench::workloads)
    for (const std::string& name : flags.names)
      if (name == workload.name) bench::run(workload, flags);
}
