// 15_dino: what a vision transformer's CLS token looks at, on shapes that nobody showed it, and
// with DINO's public checkpoint on a photograph. The sections, one file each, are in sections.hpp.

#include "lessons/15_dino/sections.hpp"

namespace {

using namespace lesson15;

constexpr int64_t kHeldOut = 1'000'000'000, kTest = 2'000'000'000;  // no training gets that far
constexpr uint64_t kTestSeed = 15;

struct Flags {
  std::string weights, image, method = "labels";
};

void shapes(show::Run& run, show::Page& page, const std::string& method) {
  const CamouflageGenerator others({}, kTestSeed);
  Lesson lesson{run, page, CamouflageGenerator({}, run.seed()), others.some(kHeldOut, 200),
                others.some(kTest, 300)};
  run.figure("tokens", small_vit(0).image / kPatch * (small_vit(0).image / kPatch) + 1);
  show_task(lesson);
  const double by_labels = learn_by_labels(lesson);
  if (method == "dino") learn_by_distillation(lesson, by_labels);
  measure_speed(run, page);
}

void run_sections(show::Run& run, const Flags& flags) {
  if (flags.method != "labels" && flags.method != "dino")
    throw show::UsageError("--method is labels or dino, not " + flags.method);
  if (flags.weights.empty() && !flags.image.empty())
    throw show::UsageError(
        "--image needs --weights FILE: a photograph is for a model that was "
        "trained on photographs");
  if (!flags.weights.empty() && flags.method == "dino")
    throw show::UsageError(
        "--weights and --method dino: one or the other; the first looks with "
        "weights that are there, the second trains");
  show::Page page = run.page();
  if (flags.weights.empty())
    shapes(run, page, flags.method);
  else
    look_at_photograph(run, page, flags.weights, flags.image);
  page.question("Nobody told the model where the shape is. Why does CLS look at it?",
                "Whatever CLS takes from the rest of the picture is chance, and adds noise to its "
                "answer. Attention that is spent there costs loss, so the gradient moves it away.")
      .question("Is a map a proof that the answer comes from there?",
                "No. The block before has mixed the patches, so a token carries what its "
                "neighbours showed. Lesson 14 paints patches over to test it.");
  run.write(page);
  run.suggest("lessons/run dino --method dino      the same without labels; takes longer");
  run.suggest("lessons/run dino --weights FILE     DINO's own weights, on a photograph");
}

}  // namespace

int main(int argc, char** argv) {
  Flags flags;
  return show::run_lesson(
      argc, argv, "15_dino", [&](show::Run& run) { run_sections(run, flags); },
      {{"--weights", "a checkpoint of DINO's: .pth or .safetensors", &flags.weights},
       {"--image", "a PNG or JPEG file to look at, with --weights", &flags.image},
       {"--method", "how the small model learns: labels, or dino (without labels, longer)",
        &flags.method}});
}
