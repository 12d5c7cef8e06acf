// How differences go wrong: with a step too large they see the curve, too small the rounding.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "lessons/02_autograd/expression.hpp"
#include "lessons/02_autograd/sections.hpp"

namespace lesson {

namespace {

constexpr int kSmallest = -12, kPerPower = 4;  // h = 10^-12 … 10^0, four to a power of ten

// The error of dy/da for each step h.
struct Scan {
  std::string name;
  std::vector<double> powers, errors;  // log10 h, |difference - by_hand|
  double best_h = 0, best = 1e300;
};

double y_at(double a) { return value_of({a, kPoint[1], kPoint[2]}); }

double central_in_float(double h) { return by_differences(kPoint, h)[0]; }
double central_in_double(double h) { return (y_at(kPoint[0] + h) - y_at(kPoint[0] - h)) / (2 * h); }
double one_sided_in_double(double h) { return (y_at(kPoint[0] + h) - y_at(kPoint[0])) / h; }

Scan scan(const std::string& name, double (*difference)(double)) {
  const double right = by_hand(kPoint)[0];
  Scan found{name, {}, {}};
  for (int i = kSmallest * kPerPower; i <= 0; ++i) {
    const double power = double(i) / kPerPower, h = std::pow(10, power);
    const double error = std::abs(difference(h) - right);
    found.powers.push_back(power);
    found.errors.push_back(error);
    if (error < found.best) found.best = error, found.best_h = h;
  }
  return found;
}

double error_at(const Scan& scan, int power) {
  return scan.errors[size_t((power - kSmallest) * kPerPower)];
}

const std::vector<std::string> kHeader = {"error of dy/da", "h = 1", "0.01", "1e-4",
                                          "1e-6",           "1e-8",  "1e-10"};

std::vector<std::vector<std::string>> rows_of(const std::vector<Scan>& scans) {
  std::vector<std::vector<std::string>> rows;
  for (const Scan& scan : scans) {
    rows.push_back({scan.name});
    for (const int power : {0, -2, -4, -6, -8, -10})
      rows.back().push_back(fmt::format("{:.1e}", error_at(scan, power)));
  }
  return rows;
}

std::string drawn(const std::vector<Scan>& scans) {
  show::LinePlot plot({"Too small, right, too large",
                       "From the right, all errors fall with h; then they rise again: in float "
                       "from about h = 0.01 on, in double from 1e-5, one-sided from 1e-8.",
                       "step h, as a power of ten (-4: h = 0.0001)", "error of dy/da"});
  for (const Scan& scan : scans) plot.add(scan.name, scan.powers, scan.errors);
  return plot.log_y().svg();
}

void write(show::Page& page, const std::vector<Scan>& scans) {
  page.heading("How small is a small step?")
      .text(
          "Differences have one knob, $h$, and it can be wrong in two ways. Too *large*, and the "
          "curve bends between the two points: the error is about $h^2 |y'''| / 6$. Too *small*, "
          "and the two values of $y$ agree in nearly all their digits; what is left of their "
          "difference is rounding, about $\\varepsilon |y| / h$.")
      .figure(drawn(scans),
              "Read from right to left: first the error falls with $h$, by 100 for each power of "
              "ten (by 10 if only one side is looked at), then rounding takes over. Where a float "
              "line is flat at the left, both values are equal and the difference says 0.")
      .table(kHeader, rows_of(scans))
      .text(fmt::format(
          "The best float can do here is an error of {:.0e}, at $h$ = {:.0e}; double gets to "
          "{:.0e}, at {:.0e}. That is why `gradcheck` takes $h$ = 0.005 in float and 0.000001 in "
          "double, and does not ask for more than differences can tell.",
          scans[0].best, scans[0].best_h, scans[1].best, scans[1].best_h));
}

}  // namespace

void choose_a_step(show::Run& run, show::Page& page) {
  const std::vector<Scan> scans = {scan("float", central_in_float),
                                   scan("double", central_in_double),
                                   scan("double, one side", one_sided_in_double)};
  std::cout << "\n2. Differences: a step too large, right, too small\n\n"
            << show::text_table(kHeader, rows_of(scans));
  write(page, scans);
  run.figure("best_error_float", scans[0].best, show::Range{8.519e-06, 8.519e-06});
  run.figure("best_error_double", scans[1].best, show::Range{1.126e-11, 1.126e-11});
}

}  // namespace lesson
