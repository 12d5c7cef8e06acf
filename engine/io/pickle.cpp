// The machine that reads pickles of protocol 2: Python's pickletools.py describes every command.

#include "engine/io/pickle.hpp"

#include <array>

#include "engine/io/little_endian.hpp"
#include "engine/io/pickle_objects.hpp"
#include "engine/io/pickle_stack.hpp"

namespace heed::inline HEED_PRECISION {

using Kind = PickleValue::Kind;

class PickleMachine {
 public:
  PickleMachine(Pickle& to, const Source& file, std::string_view part)
      : to_(to),
        file_(file),
        part_(part),
        stack_([this](const std::string& reason) { fail(reason); }),
        objects_(to, [this](const std::string& reason) { fail(reason); }) {}

  void run();

 private:
  struct Command;
  struct Table;

  [[noreturn]] void fail(const std::string& reason) const {
    throw damaged(file_, std::string(part_) + ", byte " + std::to_string(command_), reason,
                  "nothing of it was run; read are state dicts: in PyTorch, "
                  "torch.save(model.state_dict(), path)");
  }

  // What follows a command.
  std::string_view take(size_t count) {
    if (count > to_.bytes_.size() - place_) fail("it is cut off");
    place_ += count;
    return to_.bytes_.substr(place_ - count, count);
  }
  template <class T>
  T number() {
    return little_endian<T>(take(sizeof(T)), 0);
  }
  std::string_view line() {
    const size_t end = to_.bytes_.find('\n', place_);
    if (end == std::string_view::npos) fail("a name without an end");
    const std::string_view text = take(end + 1 - place_);
    return text.substr(0, text.size() - 1);
  }

  void push(Kind kind, int64_t whole = 0) { stack_.push({.kind = kind, .whole = whole}); }
  void push_text(size_t count) {
    take(count);
    stack_.push({.kind = Kind::text, .index = uint32_t(count), .whole = int64_t(place_ - count)});
  }
  void push_long() {  // the lowest byte first, the sign in the highest
    const std::string_view bytes = take(number<uint8_t>());
    if (bytes.size() > 8) fail("a whole number of " + std::to_string(bytes.size()) + " bytes");
    uint64_t value = 0;
    for (size_t i = 0; i < bytes.size(); ++i) value |= uint64_t(uint8_t(bytes[i])) << 8 * i;
    const int unused = 64 - 8 * int(bytes.size());
    push(Kind::whole, bytes.empty() ? 0 : int64_t(value << unused) >> unused);
  }
  void push_double() {  // the highest byte first
    uint64_t bits = 0;
    for (const char byte : take(8)) bits = bits << 8 | uint8_t(byte);
    push(Kind::number, int64_t(bits));
  }

  void make(Kind kind, std::vector<PickleValue> items) {
    stack_.push(objects_.container(kind, std::move(items)));
  }
  void append(const std::vector<PickleValue>& items) { objects_.append(stack_.top(), items); }
  void put(const std::vector<PickleValue>& items) { objects_.put(stack_.top(), items); }
  void push_named() {
    const std::string_view module = line();
    stack_.push(objects_.named(module, line()));
  }
  void call() {
    const std::vector<PickleValue> both = stack_.pop(2);
    stack_.push(objects_.called(both[0], both[1]));
  }
  void build() {
    stack_.pop(1);
    objects_.built(stack_.top());
  }
  void push_storage() { stack_.push(objects_.storage(stack_.pop(1)[0])); }

  Pickle& to_;
  const Source& file_;
  std::string_view part_;
  PickleStack stack_;
  PickleObjects objects_;
  size_t place_ = 0, command_ = 0;  // the next byte; where the running command stands
};

struct PickleMachine::Command {
  uint8_t code;
  void (*run)(PickleMachine& m);
};

// All commands that are known, but for PROTO, which stands before the first, and STOP.
struct PickleMachine::Table {
  using M = PickleMachine;
  static constexpr Command kAll[] = {
      {'N', [](M& m) { m.push(Kind::none); }},                           // NONE
      {0x88, [](M& m) { m.push(Kind::boolean, 1); }},                    // NEWTRUE
      {0x89, [](M& m) { m.push(Kind::boolean, 0); }},                    // NEWFALSE
      {'K', [](M& m) { m.push(Kind::whole, m.number<uint8_t>()); }},     // BININT1
      {'M', [](M& m) { m.push(Kind::whole, m.number<uint16_t>()); }},    // BININT2
      {'J', [](M& m) { m.push(Kind::whole, m.number<int32_t>()); }},     // BININT
      {0x8a, [](M& m) { m.push_long(); }},                               // LONG1
      {'G', [](M& m) { m.push_double(); }},                              // BINFLOAT
      {'X', [](M& m) { m.push_text(m.number<uint32_t>()); }},            // BINUNICODE
      {'U', [](M& m) { m.push_text(m.number<uint8_t>()); }},             // SHORT_BINSTRING
      {'(', [](M& m) { m.stack_.mark(); }},                              // MARK
      {'q', [](M& m) { m.stack_.remember(m.number<uint8_t>()); }},       // BINPUT
      {'r', [](M& m) { m.stack_.remember(m.number<uint32_t>()); }},      // LONG_BINPUT
      {'h', [](M& m) { m.stack_.recall(m.number<uint8_t>()); }},         // BINGET
      {'j', [](M& m) { m.stack_.recall(m.number<uint32_t>()); }},        // LONG_BINGET
      {')', [](M& m) { m.make(Kind::tuple, {}); }},                      // EMPTY_TUPLE
      {0x85, [](M& m) { m.make(Kind::tuple, m.stack_.pop(1)); }},        // TUPLE1
      {0x86, [](M& m) { m.make(Kind::tuple, m.stack_.pop(2)); }},        // TUPLE2
      {0x87, [](M& m) { m.make(Kind::tuple, m.stack_.pop(3)); }},        // TUPLE3
      {'t', [](M& m) { m.make(Kind::tuple, m.stack_.pop_to_mark()); }},  // TUPLE
      {']', [](M& m) { m.make(Kind::list, {}); }},                       // EMPTY_LIST
      {'}', [](M& m) { m.make(Kind::dict, {}); }},                       // EMPTY_DICT
      {'a', [](M& m) { m.append(m.stack_.pop(1)); }},                    // APPEND
      {'e', [](M& m) { m.append(m.stack_.pop_to_mark()); }},             // APPENDS
      {'s', [](M& m) { m.put(m.stack_.pop(2)); }},                       // SETITEM
      {'u', [](M& m) { m.put(m.stack_.pop_to_mark()); }},                // SETITEMS
      {'c', [](M& m) { m.push_named(); }},                               // GLOBAL
      {'R', [](M& m) { m.call(); }},                                     // REDUCE
      {0x81, [](M& m) { m.call(); }},                                    // NEWOBJ
      {'b', [](M& m) { m.build(); }},                                    // BUILD
      {'Q', [](M& m) { m.push_storage(); }},                             // BINPERSID
  };
};

void PickleMachine::run() {
  static const auto commands = [] {
    std::array<const Command*, 256> by_code{};
    for (const Command& command : Table::kAll) by_code[command.code] = &command;
    return by_code;
  }();
  if (!to_.bytes_.starts_with("\x80\x02")) fail("it does not begin as a pickle of protocol 2");
  place_ = 2;
  for (;;) {
    command_ = place_;
    const uint8_t code = number<uint8_t>();
    if (code == '.') break;  // STOP
    if (!commands[code]) fail("command " + std::to_string(code) + ", which no state dict takes");
    commands[code]->run(*this);
  }
  to_.root_ = stack_.result();
  to_.length_ = place_;
}

Pickle::Pickle(std::string_view bytes, const Source& file, std::string_view part) : bytes_(bytes) {
  PickleMachine(*this, file, part).run();
}

std::string_view Pickle::text(const PickleValue& text) const {
  return bytes_.substr(size_t(text.whole), text.index);
}

std::span<const PickleValue> Pickle::items(const PickleValue& container) const {
  return containers_[container.index];
}

}  // namespace heed::inline HEED_PRECISION
