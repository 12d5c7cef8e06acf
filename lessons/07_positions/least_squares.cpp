// The linear map that fits best.
#include "lessons/07_positions/least_squares.hpp"

#include <cmath>

namespace lesson07 {

namespace {

constexpr double kNothing = 1e-10;

double& number(Table& x, int64_t row, int64_t column) {
  return x.numbers[size_t(row * x.d + column)];
}

// x's columns less 2 v (v . column), from row k on: a mirror.
void reflect(Table& x, const std::vector<double>& v, int64_t k) {
  for (int64_t column = 0; column < x.d; ++column) {
    double along = 0;
    for (int64_t row = k; row < x.n; ++row) along += v[size_t(row)] * number(x, row, column);
    for (int64_t row = k; row < x.n; ++row) number(x, row, column) -= 2 * along * v[size_t(row)];
  }
}

// The unit vector whose mirror makes zeros of column k below the diagonal.
std::vector<double> mirror(Table& x, int64_t k) {
  std::vector<double> v(static_cast<size_t>(x.n));
  double square = 0;
  for (int64_t row = k; row < x.n; ++row) {
    v[size_t(row)] = number(x, row, k);
    square += v[size_t(row)] * v[size_t(row)];
  }
  const double length = std::sqrt(square);
  v[size_t(k)] += v[size_t(k)] < 0 ? -length : length;
  double all = 0;
  for (const double part : v) all += part * part;
  for (double& part : v) part = all > 0 ? part / std::sqrt(all) : 0;
  return v;
}

}  // namespace

Table best_map(Table from, Table to) {
  const int64_t d = from.d;
  for (int64_t k = 0; k < d; ++k) {
    const std::vector<double> v = mirror(from, k);
    reflect(from, v, k);
    reflect(to, v, k);
  }
  // Now from is a triangle R above zeros: R X = to's first rows, from the last row up; M = X^T. A
  // column that others can make leaves 0 on R's diagonal, and is not needed.
  Table map{d, d, std::vector<double>(size_t(d * d))};
  for (int64_t column = 0; column < d; ++column)
    for (int64_t row = d - 1; row >= 0; --row) {
      double rest = number(to, row, column);
      for (int64_t i = row + 1; i < d; ++i) rest -= number(from, row, i) * map.at(column, i);
      const double pivot = number(from, row, row);
      number(map, column, row) = std::abs(pivot) > kNothing ? rest / pivot : 0;
    }
  return map;
}

double relative_error(const Table& map, const Table& from, const Table& to) {
  double wrong = 0, all = 0;
  for (int64_t p = 0; p < from.n; ++p)
    for (int64_t i = 0; i < to.d; ++i) {
      double made = 0;
      for (int64_t j = 0; j < from.d; ++j) made += map.at(i, j) * from.at(p, j);
      wrong += (to.at(p, i) - made) * (to.at(p, i) - made);
      all += to.at(p, i) * to.at(p, i);
    }
  return std::sqrt(wrong / all);
}

Table rows(const Table& table, int64_t begin, int64_t end) {
  return {end - begin,
          table.d,
          {table.numbers.begin() + begin * table.d, table.numbers.begin() + end * table.d}};
}

}  // namespace lesson07
