// gradcheck finds wrong rules; and what it does not find.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "lessons/02_autograd/rules.hpp"
#include "lessons/02_autograd/sections.hpp"

namespace lesson {

using namespace heed;

namespace {

struct Verdict {
  GradcheckResult right, wrong;
};

struct Findings {
  std::vector<Trial> all;
  std::vector<Verdict> verdicts;
  double worst_right = 0, least_wrong = 1e300;
  double alone = 0, same = 0, small = 0;  // wrong rules where they cannot be seen
};

Findings check_all(uint64_t seed) {
  Random random(seed, /*stream=*/22);
  Findings found{trials(random), {}};
  for (const Trial& trial : found.all) {
    const Verdict verdict{trial.check(Rule::right), trial.check(Rule::wrong)};
    found.worst_right = std::max(found.worst_right, verdict.right.worst);
    found.least_wrong = std::min(found.least_wrong, verdict.wrong.worst);
    found.verdicts.push_back(verdict);
  }
  const Tensor x = randn({4, 5}, random), same = x.clone();
  const Tensor small = rand({4, 5}, -0.02, 0.02, random);
  found.alone = gradcheck([](const auto& in) { return twice(in[0], Rule::wrong); }, {x}).worst;
  found.same =
      gradcheck([](const auto& in) { return product(in[0], in[1], Rule::wrong); }, {x, same}).worst;
  found.small =
      gradcheck([](const auto& in) { return hyperbolic(in[0], Rule::wrong); }, {small}).worst;
  return found;
}

// "3e-06", and "0" where there is none at all
std::string small_number(double x) { return x == 0 ? "0" : fmt::format("{:.0e}", x); }

const std::vector<std::string> kHeader = {"name", "rule", "error", "the wrong one", "error"};

std::vector<std::vector<std::string>> rows_of(const Findings& found) {
  std::vector<std::vector<std::string>> rows;
  for (size_t i = 0; i < found.all.size(); ++i)
    rows.push_back({found.all[i].name, found.all[i].right,
                    fmt::format("{:.0e}", found.verdicts[i].right.worst), found.all[i].mistake,
                    fmt::format("{:.2f}", found.verdicts[i].wrong.worst)});
  return rows;
}

// On a terminal marks are only in the way.
std::vector<std::vector<std::string>> plain(std::vector<std::vector<std::string>> rows) {
  for (auto& row : rows)
    for (std::string& cell : row) std::erase(cell, '`');
  return rows;
}

// A report in two lines, which fit a page.
std::string folded(std::string report) {
  const size_t numbers = report.find(": backward()");
  return numbers == std::string::npos ? report : report.replace(numbers, 2, ":\n    ");
}

std::string reports(const Findings& found) {
  std::string text;
  for (size_t i = 0; i < found.all.size(); ++i)
    text += fmt::format("{}{}: {}", i ? "\n" : "", found.all[i].name,
                        folded(found.verdicts[i].wrong.report));
  return text;
}

// What a learner sees who has planted a mistake and does not know where.
std::string hunt(const Findings& found, const std::string& broken) {
  std::string text;
  for (size_t i = 0; i < found.all.size(); ++i) {
    const auto& verdict = found.verdicts[i];
    const GradcheckResult& seen = found.all[i].name == broken ? verdict.wrong : verdict.right;
    text += fmt::format("{:<10} {}  worst error {:.1e}\n", found.all[i].name,
                        seen.ok ? "ok   " : "WRONG", seen.worst);
    if (!seen.ok) text += "  " + folded(seen.report) + "\n";
  }
  return text;
}

void write(show::Page& page, const Findings& found) {
  page.heading("A wrong rule, and who finds it")
      .text(
          "Everything now rests on the rules, and a rule is written by a person. The lesson has "
          "five operations of its own (rules.cpp), each with a right rule and with one that "
          "contains a mistake people make. `gradcheck` compares `backward()` with differences, "
          "element by element, and reports the worst:")
      .table(kHeader, rows_of(found),
             fmt::format("The error is |a − n| / (1 + |a| + |n|), for a from `backward()` and n "
                         "from differences. Up to {} passes.",
                         GradcheckOptions{}.tolerance))
      .text("And this is what it says about the wrong ones:")
      .code(reports(found))
      .text(fmt::format(
          "A check sees only what it is shown. `twice` is wrong when its input is used elsewhere "
          "too: alone it passes, with an error of {}; the table's row has `twice(x) * x`. A "
          "product whose factors are exchanged is right where both are equal: {}. And near 0, "
          "where tanh x is nearly x, taking one for the other is no great mistake: {}. So "
          "check with random numbers of ordinary size, and with an input that is used twice.",
          small_number(found.alone), small_number(found.same), small_number(found.small)));
}

void write_broken(show::Page& page, const std::string& broken, const std::string& hunted) {
  page.text(fmt::format("This run was started with `--break {}`. The hunt:", broken)).code(hunted);
}

}  // namespace

void check_rules(show::Run& run, show::Page& page, const std::string& broken) {
  const Findings found = check_all(run.seed());
  std::cout << "\n5. gradcheck: five rules, and the same with a mistake\n\n"
            << show::text_table(kHeader, plain(rows_of(found)))
            << "\nAbout the wrong ones it says:\n"
            << reports(found)
            << fmt::format(
                   "\n\nNot seen: twice alone, {}; product of equal factors, {}; tanh near "
                   "0, {}\n",
                   small_number(found.alone), small_number(found.same), small_number(found.small));
  write(page, found);
  if (!broken.empty()) {
    const std::string hunted = hunt(found, broken);
    std::cout << fmt::format("\n--break {}: one rule is wrong now. gradcheck on all:\n", broken)
              << hunted;
    write_broken(page, broken, hunted);
  }
  run.figure("gradcheck_worst_right", found.worst_right, show::Range{4.50e-06, 7.88e-06});
  run.figure("gradcheck_least_wrong", found.least_wrong, show::Range{0.279, 0.304});
}

}  // namespace lesson
