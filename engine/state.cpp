// Reading a State without trusting it.

#include "engine/state.hpp"

#include <charconv>

namespace heed::inline HEED_PRECISION {

namespace {

// The whole text as a number, or false.
template <class T>
bool parse(const std::string& text, T& number) {
  const char* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, number);
  return failure == std::errc() && stop == end;
}

// A value from a file may be long, and hold anything.
std::string shown(const std::string& text) {
  std::string clean = "\"";
  for (const char c : text.substr(0, 40)) clean += c >= 0 && c < ' ' ? '?' : c;
  return clean + (text.size() > 40 ? "…\"" : "\"");
}

}  // namespace

std::string exact_text(double x) {
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, x).ptr};
}

StateReader::StateReader(const State& state) : values_(state.values) {
  for (const auto& [name, x] : state.tensors)
    if (!tensors_.emplace(name, x).second) note("given twice: " + name);
}

Tensor StateReader::tensor(const std::string& name, const Shape& shape) {
  const auto found = tensors_.extract(name);
  if (!found) {
    note("missing: " + name);
    return {};
  }
  const Tensor& x = found.mapped();
  if (x.shape() == shape) return x;
  note("wrong shape: " + name + " is " + to_string(shape) + " here, " + to_string(x.shape()) +
       " there");
  return {};
}

std::optional<std::string> StateReader::value(const std::string& name) {
  auto found = values_.extract(name);
  if (found) return std::move(found.mapped());
  note("missing: " + name);
  return {};
}

double StateReader::number(const std::string& name, double low, double high) {
  double x = low;
  const auto text = value(name);
  if (!text || (parse(*text, x) && x >= low && x <= high)) return x;
  note("wrong value: " + name + " is " + shown(*text) + ", needs a number from " + exact_text(low) +
       " to " + exact_text(high));
  return low;
}

uint64_t StateReader::whole(const std::string& name, uint64_t most) {
  uint64_t x = 0;
  const auto text = value(name);
  if (!text || (parse(*text, x) && x <= most)) return x;
  note("wrong value: " + name + " is " + shown(*text) + ", needs a whole number from 0 to " +
       exact_text(most));
  return 0;
}

bool StateReader::agrees(const std::string& name, const std::string& here) {
  const auto there = value(name);
  if (there && *there == here) return true;
  if (there) note("different: " + name + " is " + here + " here, " + shown(*there) + " there");
  return false;
}

void StateReader::skip_rest() {
  tensors_.clear();
  values_.clear();
}

std::string StateReader::problems() const {
  std::string text;
  for (const std::string& problem : noted_) text += problem + "\n";
  for (const auto& [name, x] : tensors_) text += "unexpected: " + name + "\n";
  for (const auto& [name, x] : values_) text += "unexpected: " + name + "\n";
  return text;
}

void Stateful::load_state_dict(const State& state, Place at) {
  StateReader reader(state);
  const std::function<void()> put = read_state(reader);
  const std::string problems = reader.problems();
  if (!problems.empty())
    throw ValueError(explain("load_state_dict", at,
                             std::string("this state is not for this ") + kind(), {},
                             problems + "nothing was loaded"));
  put();
}

}  // namespace heed::inline HEED_PRECISION
