#include "lessons/15_dino/checkpoint.hpp"

#include <fmt/format.h>

#include <iostream>
#include <map>
#include <sstream>

#include "engine/io/source.hpp"
#include "engine/io/weights.hpp"

namespace lesson15 {

namespace {

// "  missing: blocks.3.norm1.bias" -> "  missing: blocks.*.norm1.bias"
std::string without_number(const std::string& line) {
  const size_t begin = line.find("blocks.");
  if (begin == line.npos) return line;
  const size_t digits = begin + 7, end = line.find('.', digits);
  return end == line.npos ? line : line.substr(0, digits) + "*" + line.substr(end);
}

// Twelve blocks lack the same names: one line for all of them.
std::string folded(const std::string& list) {
  std::vector<std::string> order;
  std::map<std::string, int> times;
  std::istringstream lines(list);
  for (std::string line; std::getline(lines, line);)
    if (times[without_number(line)]++ == 0) order.push_back(without_number(line));
  std::string text;
  for (const std::string& line : order)
    text += line + (times[line] > 1 ? fmt::format("  ({} times)", times[line]) : "") + "\n";
  return text;
}

}  // namespace

std::unique_ptr<ViT> load_dino(const std::string& path) {
  const Weights weights = load_weights(path);
  std::cout << fmt::format("{}: {}, {} tensors\n", printable(path), to_string(weights.format),
                           weights.tensors.size());
  for (const std::string& note : weights.notes) std::cout << "  " << note << "\n";
  auto model = std::make_unique<ViT>(dino_options(weights.tensors));
  try {
    model->load_state_dict(weights.tensors);
  } catch (const ValueError& error) {
    throw FileError(file_message(path,
                                 "these are not the weights of a vision transformer as DINO "
                                 "has it\n" +
                                     folded(error.what())));
  }
  const ViTOptions& o = model->options();
  std::cout << fmt::format(
      "  a ViT of {} blocks, {} numbers a token, {} heads, patches of {} × {}\n", o.depth, o.dim,
      o.heads, o.patch, o.patch);
  return model;
}

}  // namespace lesson15
