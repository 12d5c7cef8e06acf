// What the readers of digits leave in result.json.
#include "lessons/04_convolution/reading.hpp"

namespace lesson04 {

namespace {

// By Reading::figure: what seeds 0 … 4 gave, as the digits are and moved.
struct Known {
  const char* figure;
  show::Range as_is, moved;
};
constexpr Known kKnown[] = {{"linear", {0, 0}, {0, 0}},    {"mlp", {0, 0}, {0, 0}},
                            {"cnn_flat", {0, 0}, {0, 0}},  {"cnn_mean", {0, 0}, {0, 0}},
                            {"cnn", {0, 0}, {0, 0}},       {"cnn_halved", {0, 0}, {0, 0}},
                            {"mlp_shown", {0, 0}, {0, 0}}, {"cnn_shown", {0, 0}, {0, 0}}};

}  // namespace

void keep_figures(show::Run& run, const std::vector<Reading>& readings,
                  const std::vector<OnSheet>& sheets) {
  show::Figure::ByName numbers;
  for (const Reading& r : readings) numbers.emplace_back(r.figure, double(r.parameters));
  run.figure("numbers", numbers);
  for (size_t i = 0; i < readings.size(); ++i) {
    const Reading& r = readings[i];
    run.figure(r.figure + "_accuracy", r.as_is, kKnown[i].as_is);
    run.figure(r.figure + "_shifted", r.mean(), kKnown[i].moved);
  }
  const Reading &cnn = readings[4], &shown = readings[7];
  run.figure("cnn_sideways", (cnn.moved[0] + cnn.moved[1]) / 2, show::Range{0, 0});
  run.figure("cnn_shown_three", shown.sideways.back(), show::Range{0, 0});
  const OnSheet &mean = sheets[0], &largest = sheets[1], &halved = sheets[2];
  run.figure("sheet_mean", mean.moved[kShift], show::Range{0, 0});
  run.figure("sheet_largest", largest.moved[kShift], show::Range{0, 0});
  run.figure("sheet_halved_odd", halved.moved[1], show::Range{0, 0});
  run.figure("sheet_halved_even", halved.moved[2], show::Range{0, 0});
  run.figure("sheet_score_change", largest.change_by_two, show::Range{0, 0});
}

}  // namespace lesson04
