// The pictures of the section about heads.
#include "lessons/06_self_attention/heads_pictures.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/ops.hpp"
#include "lessons/06_self_attention/pointers.hpp"
#include "lessons/show/plot.hpp"

namespace lesson06 {

using namespace heed;

namespace {

// Of a set, ordered by the tokens' names: where each stands, and whose name each points to.
struct Order {
  std::vector<int64_t> place, target;
};

Order order_of(const Tensor& set) {
  const auto hot = [&](int64_t token, int64_t from) {
    for (int64_t i = 0; i < kTokens; ++i)
      if (set.at({0, token, from + i}) > 0) return i;
    return kTokens;
  };
  Order order{std::vector<int64_t>(size_t(kTokens)), std::vector<int64_t>(size_t(kTokens))};
  for (int64_t token = 0; token < kTokens; ++token) {
    const int64_t name = hot(token, kHalf);
    order.place[size_t(name)] = token;
    order.target[size_t(name)] = hot(token, 0);
  }
  return order;
}

// The head's weights, rows and columns by name.
Tensor by_name(const Tensor& weights, const Order& order, int64_t head) {
  Tensor sorted = empty({kTokens, kTokens});
  for (int64_t i = 0; i < kTokens; ++i)
    for (int64_t j = 0; j < kTokens; ++j)
      sorted.mutable_data()[i * kTokens + j] =
          weights.at({head, order.place[size_t(i)], order.place[size_t(j)]});
  return sorted;
}

double on_target(const Tensor& sorted, const Order& order) {
  double total = 0;
  for (int64_t i = 0; i < kTokens; ++i) total += double(sorted.at({i, order.target[size_t(i)]}));
  return total / double(kTokens);
}

std::vector<double> smoothed(const std::vector<double>& losses) {
  std::vector<double> smooth;
  double mean = losses.front();
  for (const double loss : losses) smooth.push_back(mean += 0.1 * (loss - mean));
  return smooth;
}

}  // namespace

std::string losses_drawn(const HeadsTraining& before, const HeadsTraining& after) {
  show::LinePlot plot({"Loss",
                       fmt::format("Split before ends at {:.2f}, split after at {:.2f}.",
                                   smoothed(before.losses).back(), smoothed(after.losses).back()),
                       "step", "loss (nats)"});
  return plot.add(before.name, smoothed(before.losses))
      .add(after.name, smoothed(after.losses))
      .y_range(0, 1.5)
      .svg();
}

std::string queries_drawn(const HeadsTraining& training) {
  const double limit = double(max(abs(training.query_weight)).item());
  return show::heat_plot(
      {training.name + ": W_q", "20 rows for the numbers of the queries, 10 of each head.",
       "number of the token", "number of the query"},
      training.query_weight, {.low = -limit, .high = limit, .map = show::diverging});
}

std::string pointing_drawn(const HeadsTraining& training) {
  const Order order = order_of(training.set);
  Tensor best = by_name(training.weights, order, 0);
  const Tensor other = by_name(training.weights, order, 1);
  if (on_target(other, order) > on_target(best, order)) best = other;
  std::vector<std::string> names, rows;
  for (int64_t i = 0; i < kTokens; ++i) {
    names.push_back(std::string(1, char('A' + i)));
    rows.push_back(fmt::format("{} → {}", names.back(), char('A' + order.target[size_t(i)])));
  }
  return show::heat_plot(
      {training.name,
       fmt::format("On the token that is pointed to lies {:.2f} of the weight on average.",
                   on_target(best, order)),
       "is looked at", "looks, and points to"},
      round(100.0 * best) / 100.0,
      {.row_names = rows, .column_names = names, .low = 0, .high = 1, .numbers = true});
}

}  // namespace lesson06
