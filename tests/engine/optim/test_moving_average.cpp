// The moving average of weights: its numbers, and how they take the weights' place.

#include <cmath>
#include <limits>

#include "engine/ops/arithmetic.hpp"
#include "engine/optim.hpp"
#include "tests/engine/optim/refuses.hpp"

using namespace heed;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

void set(Tensor& x, double value) { std::fill_n(x.mutable_data(), x.numel(), real(value)); }

// A weight and a buffer that were 1, 10 and are 3, 30; their average of decay 3/4 is 1.5, 30.
struct Watched {
  Tensor weight = full({40}, 1).requires_grad_(), buffer = full({2}, 10);
  MovingAverage average{{{"weight", weight}}, 0.75, {{"buffer", buffer}}};
  Watched() {
    average.update();
    set(weight, 3);
    set(buffer, 30);
    average.update();
  }
};

}  // namespace

TEST_CASE("weights are averaged after the first update, and buffers copied") {
  Watched watched;
  CHECK(watched.average.updates() == 2);
  const NamedTensors averages = watched.average.averages();
  REQUIRE(averages.size() == 2);
  CHECK(averages[0].first == "weight");
  for (int64_t i = 0; i < 40; ++i) CHECK(averages[0].second.data()[i] == real(1.5));
  CHECK(averages[1].second.at({1}) == 30);
  CHECK(watched.weight.at({0}) == 3);
}

TEST_CASE("while an Averaged lives the weights are their averages, and then themselves again") {
  Watched watched;
  set(watched.buffer, 70);
  const real* place = watched.weight.data();
  {
    const Averaged weights(watched.average);
    CHECK(watched.weight.at({39}) == real(1.5));
    CHECK(watched.buffer.at({0}) == 30);
    CHECK(watched.average.averages()[0].second.at({0}) == real(1.5));
    CHECK(watched.weight.data() == place);  // every handle to the weights sees it
  }
  CHECK(watched.weight.at({39}) == 3);
  CHECK(watched.buffer.at({0}) == 70);
  watched.average.update();
  CHECK(watched.average.averages()[0].second.at({0}) == real(1.875));
}

TEST_CASE("the weights come back when the evaluation throws") {
  Watched watched;
  const auto evaluation = [&] {
    const Averaged weights(watched.average);
    throw std::runtime_error("in the evaluation");
  };
  CHECK_THROWS_WITH(evaluation(), "in the evaluation");
  CHECK(watched.weight.at({0}) == 3);
}

TEST_CASE("a graph that saved the weights notices that they were their averages in between") {
  Watched watched;
  const Tensor loss = watched.weight * watched.weight;
  { const Averaged weights(watched.average); }
  CHECK_THROWS_AS(loss.backward(ones({40})), GradError);
}

TEST_CASE("while an Averaged lives nothing else may be done with the average") {
  Watched watched;
  const State state = watched.average.state_dict();
  const Averaged weights(watched.average);
  refuses<ValueError>([&] { watched.average.update(); },
                      {"test_moving_average.cpp:", "[MovingAverage::update] the weights are"});
  refuses<ValueError>([&] { Averaged again(watched.average); }, {"[Averaged] the weights are"});
  refuses<ValueError>([&] { watched.average.state_dict(); },
                      {"[MovingAverage] the weights are", "end the scope of Averaged"});
  refuses<ValueError>([&] { watched.average.load_state_dict(state); },
                      {"the weights are their averages now", "nothing was loaded"});
  CHECK(watched.weight.at({0}) == real(1.5));
}

TEST_CASE("a moving average goes on where its state was saved") {
  Watched first, second;
  set(first.weight, 9);
  first.average.update();
  second.average.load_state_dict(first.average.state_dict());
  for (Watched* watched : {&first, &second}) {
    set(watched->weight, 0.3);
    watched->average.update();
  }
  CHECK(second.average.updates() == 4);
  CHECK(first.average.averages()[0].second.at({7}) == second.average.averages()[0].second.at({7}));
  CHECK(first.average.averages()[0].second.data() != second.average.averages()[0].second.data());
}

TEST_CASE("a moving average refuses what it cannot average") {
  const Tensor a = ones({2}), b = ones({3});
  for (const double decay : {-0.1, 1.0, kNaN})
    refuses<ValueError>(
        [&] {
          MovingAverage({{"a", a}}, decay);
        },
        {"test_moving_average.cpp:", "[MovingAverage] decay must be at least 0"});
  refuses<ValueError>([&] { MovingAverage({}, 0.9); }, {"there are no weights"});
  refuses<ValueError>([&] { MovingAverage({{"a", Tensor()}}, 0.9); }, {"a is an undefined tensor"});
  refuses<ValueError>([&] { MovingAverage({{"a", a}, {"a", b}}, 0.9); }, {"a is given twice"});
  refuses<ValueError>(
      [&] {
        MovingAverage({{"a", a}, {"b", a}}, 0.9);
      },
      {"b and a are one tensor", "(2)"});
  refuses<ValueError>([&] { MovingAverage({{"a", a}}, 0.9, {{"c", a}}); }, {"c and a are one"});
}

TEST_CASE("a moving average refuses another's state") {
  MovingAverage own({{"a", ones({2})}, {"b", ones({3})}}, 0.9);
  MovingAverage other({{"a", ones({2})}, {"b", ones({4})}, {"c", ones({1})}}, 0.99);
  refuses<ValueError>(
      [&] { own.load_state_dict(other.state_dict()); },
      {"this state is not for this MovingAverage", "different: decay is 0.9 here, \"0.99\" there",
       "wrong shape: b is (3) here, (4) there", "unexpected: c"});
  refuses<ValueError>([&] { own.load_state_dict({}); },
                      {"missing: kind", "missing: decay", "missing: updates", "missing: a"});
}
