// Pictures of which a page shows one at a time, turned without a script.
#include <fmt/format.h>

#include "lessons/show/html.hpp"
#include "lessons/show/markup.hpp"
#include "lessons/show/page.hpp"

namespace heed::show {

namespace {

// A button that chooses step `to` of a group; at either end an empty place as wide.
std::string turn(const std::string& group, size_t to, size_t steps, const std::string& words) {
  if (to < 1 || to > steps) return element("span", words, "class=\"end\" aria-hidden=\"true\"");
  return element("label", words, fmt::format("for=\"{}-{}\"", group, to));
}

}  // namespace

Page& Page::steps(const std::string& name, const std::vector<Step>& steps) {
  const std::string group = fmt::format("steps-{}", ++steppers_);
  std::string html;
  for (size_t i = 1; i <= steps.size(); ++i) {
    const std::string place = fmt::format("step {} of {}", i, steps.size());
    html += fmt::format(
        "\n<input type=\"radio\" name=\"{0}\" id=\"{0}-{1}\" aria-label=\"{2}: {3}\"{4}>\n", group,
        i, escaped(name), place, i == 1 ? " checked=\"checked\"" : "");
    const std::string buttons = turn(group, i - 1, steps.size(), "← Back") +
                                element("span", place) +
                                turn(group, i + 1, steps.size(), "Forward →");
    html += element("figure",
                    element("div", buttons, "class=\"turn\"") + steps[i - 1].svg +
                        element("figcaption", markup(steps[i - 1].caption)),
                    "class=\"step\"");
  }
  return add(element(
      "div", html, fmt::format("class=\"steps\" role=\"group\" aria-label=\"{}\"", escaped(name))));
}

}  // namespace heed::show
