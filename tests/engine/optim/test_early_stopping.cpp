// EarlyStopping: when a training no longer helps.

#include <cmath>
#include <limits>

#include "engine/optim.hpp"
#include "tests/engine/optim/refuses.hpp"

using namespace heed;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("a training stops after `patience` values in a row that are not better") {
  EarlyStopping stopping(2);
  CHECK(!stopping.stop());
  CHECK(stopping.best_epoch() == -1);
  CHECK(stopping.better(3));
  CHECK(!stopping.better(3));  // as good is not better
  CHECK(!stopping.stop());
  CHECK(stopping.better(2));
  CHECK(!stopping.better(4));
  CHECK(!stopping.stop());
  CHECK(!stopping.better(2.5));
  CHECK(stopping.stop());
  CHECK(stopping.best() == 2);
  CHECK(stopping.best_epoch() == 2);
  CHECK(stopping.waited() == 2);
}

TEST_CASE("an accuracy is better when it is higher, and only by more than min_delta") {
  EarlyStopping stopping(3, 0.01, EarlyStopping::Mode::max);
  CHECK(stopping.better(0.5));
  CHECK(!stopping.better(0.505));
  CHECK(!stopping.better(0.509));  // compared with the best, not with the last
  CHECK(stopping.better(0.52));
  CHECK(!stopping.better(0.4));
  CHECK(!stopping.stop());
  CHECK(stopping.best_epoch() == 3);
}

TEST_CASE("NaN is never better, and the first number always is") {
  EarlyStopping stopping(2, 1);
  CHECK(!stopping.better(kNaN));
  CHECK(stopping.waited() == 1);
  CHECK(stopping.better(1e300));
  CHECK(!stopping.better(kNaN));
  CHECK(!stopping.better(kNaN));
  CHECK(stopping.stop());
  CHECK(stopping.best() == 1e300);
}

TEST_CASE("early stopping goes on where its state was saved") {
  for (const int seen : {0, 1, 3}) {
    EarlyStopping first(4, 0.1), second(4, 0.1);
    const double values[] = {1, 0.95, 1.2, 0.5, 0.6, 0.7, 0.8, 0.9};
    for (int i = 0; i < seen; ++i) first.better(values[i]);
    second.load_state_dict(first.state_dict());
    for (int i = seen; i < 8; ++i) {
      CHECK(first.better(values[i]) == second.better(values[i]));
      CHECK(first.stop() == second.stop());
      CHECK(first.best_epoch() == second.best_epoch());
    }
  }
}

TEST_CASE("early stopping refuses numbers out of range, and another's state") {
  refuses<ValueError>([] { EarlyStopping(0); },
                      {"test_early_stopping.cpp:", "patience must be at least 1, it is 0"});
  refuses<ValueError>([] { EarlyStopping(1, -0.1); }, {"[EarlyStopping] min_delta", "-0.1"});
  refuses<ValueError>([] { EarlyStopping(1, kNaN); }, {"[EarlyStopping] min_delta", "nan"});
  EarlyStopping three(3), four(4);
  three.better(7);
  refuses<ValueError>([&] { four.load_state_dict(three.state_dict()); },
                      {"[load_state_dict] this state is not for this EarlyStopping",
                       "different: patience is 4 here, \"3\" there", "nothing was loaded"});
  CHECK(four.best_epoch() == -1);
  State state = three.state_dict();
  state.values["waited"] = "2";  // more than there were epochs
  state.values["best"] = "nan";
  refuses<ValueError>([&] { three.load_state_dict(state); },
                      {"wrong value: best is \"nan\"", "wrong value: waited is \"2\""});
}
