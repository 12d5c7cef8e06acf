// The progress bar, where nobody watches: a few plain lines on standard error.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "lessons/show/progress.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

namespace {

// What `body` writes to standard error.
template <class Body>
std::string standard_error(const Body& body) {
  const TemporaryFolder folder;
  std::fflush(stderr);
  const int before = dup(STDERR_FILENO);
  const int file = open((folder / "err").c_str(), O_CREAT | O_WRONLY, 0600);
  dup2(file, STDERR_FILENO);
  body();
  std::fflush(stderr);
  dup2(before, STDERR_FILENO);
  close(before);
  close(file);
  return read_whole(folder / "err");
}

std::string bar_of(int64_t steps, bool quiet = false) {
  return standard_error([&] {
    show::Progress bar("training", steps, quiet);
    while (bar.next()) bar.loss(2.0);
  });
}

int64_t lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

}  // namespace

TEST_CASE("progress is about ten plain lines where nobody watches") {
  CHECK(lines(bar_of(1000)) == 10);
  CHECK(lines(bar_of(37)) == 10);
  CHECK(lines(bar_of(3)) == 3);
  CHECK(lines(bar_of(1)) == 1);
  CHECK(bar_of(0).empty());
  const std::string text = bar_of(1000);
  CHECK(text.find("training   100/1000  loss 2.0000") == 0);
  CHECK(text.find("training  1000/1000  loss 2.0000") != std::string::npos);
  CHECK(text.find_first_of("\r\x1b") == std::string::npos);
}

TEST_CASE("quiet progress says nothing") { CHECK(bar_of(1000, true).empty()); }

TEST_CASE("progress runs each step once and keeps the losses") {
  show::Progress bar("training", 5, true);
  std::vector<int64_t> steps;
  while (bar.next()) {
    steps.push_back(bar.step());
    bar.loss(double(bar.step()));
  }
  CHECK(steps == std::vector<int64_t>{0, 1, 2, 3, 4});
  CHECK(bar.losses() == std::vector<double>{0, 1, 2, 3, 4});
}

TEST_CASE("progress leaves the seconds and the losses of the training, however it ends") {
  show::Trainings trainings;
  try {
    show::Progress bar("ViT", 5, true, &trainings);
    bar.next();
    bar.loss(2.5);
    usleep(2000);
    throw 1;
  } catch (int) {
  }
  CHECK(trainings.seconds > 0.001);
  REQUIRE(trainings.curves.size() == 1);
  CHECK(trainings.curves[0].name == "ViT");
  CHECK(trainings.curves[0].losses == std::vector<double>{2.5});
}

TEST_CASE("the loss is computed once, and again only where it is no number") {
  show::Progress bar("training", 5, true);
  bar.next();
  int calls = 0;
  const Tensor loss = bar.loss([&] { return Tensor(double(++calls)); });
  CHECK(loss.item() == 1);
  CHECK(calls == 1);
  CHECK_THROWS_AS(bar.loss([&] { return Tensor(++calls ? INFINITY : 0); }), NumericalError);
  CHECK(calls == 3);
}
