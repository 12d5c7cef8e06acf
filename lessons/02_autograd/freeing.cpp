// What the graph holds, and what frees it.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "engine/ops.hpp"
#include "engine/random.hpp"
#include "lessons/02_autograd/sections.hpp"

namespace lesson {

using namespace heed;

namespace {

constexpr int kLayers = 20, kSteps = 10;
constexpr int64_t kNumbers = 4096;  // 16 KiB of floats

struct Moment {
  std::string when;
  int64_t nodes, buffers, kibibytes;
};

class Watch {
 public:
  void note(const std::string& when) {
    const PoolStats pool = pool_stats();
    moments.push_back({when, Node::live() - nodes_, pool.live_buffers - before_.live_buffers,
                       (pool.live_bytes - before_.live_bytes) / 1024});
  }
  std::vector<Moment> moments;

 private:
  int64_t nodes_ = Node::live();
  PoolStats before_ = pool_stats();
};

// A chain of tanh, and the sum.
Tensor chain(const Tensor& x) {
  Tensor y = x;
  for (int i = 0; i < kLayers; ++i) y = tanh(y);
  return sum(y);
}

std::vector<Moment> watch_one() {
  Watch watch;
  watch.note("before");
  Tensor x = randn({kNumbers});
  x.requires_grad_();
  watch.note("x is there");
  {
    const Tensor y = chain(x);
    watch.note("computed: y = chain(x)");
    y.backward();
    watch.note("after y.backward()");
  }
  watch.note("y has gone");
  {
    const NoGrad no_grad;
    const Tensor y = chain(x);
    watch.note("computed under NoGrad");
  }
  x = Tensor();
  watch.note("x has gone");
  return watch.moments;
}

// Ten steps of something, with the losses added up: as tensors or as numbers.
int64_t nodes_after(bool as_tensors) {
  const int64_t before = Node::live();
  Tensor x = randn({kNumbers}), kept(0.0);
  [[maybe_unused]] double total = 0;
  x.requires_grad_();
  for (int i = 0; i < kSteps; ++i) {
    const Tensor loss = chain(x);
    if (as_tensors)
      kept = kept + loss;
    else
      total += double(loss.item());
  }
  return Node::live() - before;
}

std::string refusal() {
  Tensor a(3.0);
  a.requires_grad_();
  const Tensor b = a * a;
  b.backward();
  try {
    b.backward();
  } catch (const GradError& error) {
    return error.what();
  }
  return "";
}

std::string nothing_recorded() {
  Tensor a(3.0);
  a.requires_grad_();
  const NoGrad no_grad;
  try {
    (a * a).backward();
  } catch (const GradError& error) {
    return error.what();
  }
  return "";
}

// An error's text, broken where a page ends.
std::string folded(const std::string& text) {
  constexpr size_t kWidth = 68;
  std::string lines;
  size_t column = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find_first_of(" \n", begin + 1), text.size());
    if (text[begin] == '\n') column = 0;
    if (text[begin] == ' ' && column + end - begin > kWidth) lines += "\n ", column = 2;
    lines += text.substr(begin, end - begin);
    column += end - begin;
    begin = end;
  }
  return lines;
}

const std::vector<std::string> kHeader = {"when", "nodes", "buffers", "KiB"};

std::vector<std::vector<std::string>> rows_of(const std::vector<Moment>& moments) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [when, nodes, buffers, kibibytes] : moments)
    rows.push_back(
        {when, std::to_string(nodes), std::to_string(buffers), std::to_string(kibibytes)});
  return rows;
}

void write(show::Page& page, const std::vector<Moment>& moments, int64_t tensors, int64_t numbers) {
  page.heading("What frees the graph")
      .text(fmt::format(
          "A result keeps alive what it was made of, and each rule the numbers that it will need. "
          "This run counted, with `Node::live()` and `pool_stats()`, around a chain of {} tanh on "
          "{} numbers:",
          kLayers, kNumbers))
      .table(kHeader, rows_of(moments), "More than at the first line; nodes include leaves.")
      .text(
          "`backward()` frees the graph behind itself, node by node, so that memory falls while it "
          "walks. What stays is what somebody holds: $x$ with its gradient, and $y$. The price: a "
          "graph can be used once, and a second `backward()` is an error, not a wrong answer:")
      .code(folded(refusal()))
      .text(
          "Where no gradient is wanted, `NoGrad` records nothing: no nodes but the result's, and "
          "each buffer goes as soon as the next is computed. Asked for a gradient all the same, "
          "the engine says:")
      .code(folded(nothing_recorded()))
      .note(fmt::format(
          "The commonest leak in training code is one line, `total = total + loss`. The sum holds "
          "every loss, and every loss its whole graph: after {} steps {} nodes are alive. With "
          "`total += loss.item()`, a number without a past, there are {}.",
          kSteps, tensors, numbers));
}

}  // namespace

void watch_the_graph_go(show::Run& run, show::Page& page) {
  const std::vector<Moment> moments = watch_one();
  const int64_t tensors = nodes_after(true), numbers = nodes_after(false);
  std::cout << fmt::format("\n7. What frees the graph: {} tanh of {} numbers\n\n", kLayers,
                           kNumbers)
            << show::text_table(kHeader, rows_of(moments)) << "\nA second backward():\n"
            << refusal() << "\n\nUnder NoGrad:\n"
            << nothing_recorded()
            << fmt::format(
                   "\n\nLosses added up over {} steps: as tensors {} nodes stay, as numbers {}\n",
                   kSteps, tensors, numbers);
  write(page, moments, tensors, numbers);
  run.figure("nodes_computed", moments[2].nodes, show::Range{22, 22});
  run.figure("nodes_after_backward", moments[3].nodes, show::Range{2, 2});
}

}  // namespace lesson
