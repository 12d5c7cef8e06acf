// What the readers of digits leave in result.json.
#include "lessons/04_convolution/reading.hpp"

namespace lesson04 {

namespace {

// By Reading::figure: what seeds 0 … 4 gave, as the digits are and moved.
struct Known {
  const char* figure;
  show::Range as_is, moved;
};
constexpr Known kKnown[] = {{"linear", {0.9634, 0.969}, {0.09014, 0.09366}},
                            {"mlp", {0.9634, 0.9775}, {0.0993, 0.107}},
                            {"cnn_flat", {0.969, 0.9887}, {0.1352, 0.188}},
                            {"cnn_mean", {0.8592, 0.8873}, {0.6415, 0.7507}},
                            {"cnn", {0.9775, 0.9944}, {0.8014, 0.843}},
                            {"cnn_halved", {0.969, 0.9887}, {0.7894, 0.8458}},
                            {"mlp_shown", {0.9352, 0.9549}, {0.9352, 0.9563}},
                            {"cnn_shown", {0.9718, 0.9887}, {0.9599, 0.9746}}};

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
  run.figure("cnn_sideways", (cnn.moved[0] + cnn.moved[1]) / 2, show::Range{0.9746, 0.9789});
  run.figure("cnn_shown_three", shown.sideways.back(), show::Range{0.6197, 0.6873});
  const OnSheet &mean = sheets[0], &largest = sheets[1], &halved = sheets[2];
  run.figure("sheet_mean", mean.moved[kShift], show::Range{0.231, 0.4648});
  run.figure("sheet_largest", largest.moved[kShift], show::Range{0.9775, 0.9944});
  run.figure("sheet_halved_odd", halved.moved[1], show::Range{0.7915, 0.9296});
  run.figure("sheet_halved_even", halved.moved[2], show::Range{0.969, 0.9887});
  run.figure("sheet_score_change", largest.change_by_two);
}

}  // namespace lesson04
