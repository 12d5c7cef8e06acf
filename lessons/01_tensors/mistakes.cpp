// Every kind of shape error once, as the engine says it, and how to read it.
#include "lessons/01_tensors/mistakes.hpp"

#include <fmt/format.h>

#include <iostream>

#include "engine/error.hpp"
#include "lessons/01_tensors/sections.hpp"

namespace lesson {

using namespace heed;
using show::Code;
using show::folded;
using show::listing;

namespace {

struct Refusal {
  Mistake mistake;
  std::string message;  // "" if the engine let it pass
};

std::string message_of(const Mistake& mistake) {
  try {
    mistake.code.run();
  } catch (const ShapeError& error) {
    return error.what();
  }
  return "";
}

std::vector<Refusal> make_all() {
  std::vector<Refusal> refusals;
  for (const auto& list : {mistakes_of_making(), mistakes_of_fitting(), mistakes_of_joining(),
                           mistakes_of_reshaping(), mistakes_of_picking()})
    for (const Mistake& mistake : list) refusals.push_back({mistake, message_of(mistake)});
  return refusals;
}

void print(const std::vector<Refusal>& refusals) {
  std::cout << "\n7. Every kind of shape error, made on purpose\n";
  std::string group;
  for (const auto& [mistake, message] : refusals) {
    if (group != mistake.group) std::cout << "\n-- " << (group = mistake.group) << "\n";
    std::cout << "\n"
              << mistake.name << ": " << listing(mistake.code.text) << "\n"
              << message << "\n";
  }
}

void record(show::Run& run, const std::vector<Refusal>& refusals) {
  int64_t refused = 0;
  for (const Refusal& refusal : refusals) refused += refusal.message.empty() ? 0 : 1;
  const auto all = double(refusals.size());
  run.figure("mistakes_refused", refused, show::Range{all, all});
}

void describe_reading(show::Page& page, size_t mistakes) {
  page.heading("Errors, and how to read them")
      .text(fmt::format(
          "You will see shape errors every day, and they are your friends: the mistake of the "
          "section on accidents is the kind that stays silent. This run made {} mistakes on "
          "purpose. Read a message in this order:",
          mistakes))
      .list({"**Where**: the first line begins with file and line, of *your* code, not the "
             "engine's. Inside a model, a line says in which layer.",
             "**What**: the operation in brackets, and what it cannot do.",
             "**The shapes**, under each other and aligned at the right, as broadcasting compares "
             "them. Carets `^^` mark the lengths that clash. Ask of each length: which axis is it, "
             "and is it the one I thought?",
             "**The rule** that was broken, with this case's numbers, and often what to try."});
}

void describe(show::Page& page, const std::vector<Refusal>& refusals) {
  describe_reading(page, refusals.size());
  std::string group;
  for (const auto& [mistake, message] : refusals) {
    if (group != mistake.group) page.heading(group = mistake.group);
    page.text(fmt::format("**{}.** {}", mistake.name, mistake.reading))
        .code(listing(mistake.code.text) + "\n\n" + folded(message));
  }
}

}  // namespace

void make_mistakes(show::Run& run, show::Page& page) {
  const std::vector<Refusal> refusals = make_all();
  print(refusals);
  record(run, refusals);
  describe(page, refusals);
}

}  // namespace lesson
