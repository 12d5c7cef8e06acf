// What a state dict's pickle may name and call, and what becomes of it.
#pragma once

#include <functional>
#include <unordered_map>

#include "engine/io/pickle.hpp"

namespace heed::inline HEED_PRECISION {

// Makes values of a Pickle, and puts them into it.
class PickleObjects {
 public:
  using Kind = PickleValue::Kind;  // of a value
  // `fail` throws: the reason, and the place where it is known.
  using Fail = std::function<void(const std::string& reason)>;
  PickleObjects(Pickle& to, Fail fail) : to_(to), fail_(std::move(fail)) {}

  // A tuple, list or dict that holds these.
  PickleValue container(Kind kind, std::vector<PickleValue> items);
  // `module` and `name` of a thing of Python's, if it is one of the few that are known.
  PickleValue named(std::string_view module, std::string_view name);
  PickleValue called(const PickleValue& function, const PickleValue& arguments);
  void built(const PickleValue& object);  // gets a state, which is not kept
  // ('storage', FloatStorage, key, 'cpu', count), and in old files what part of it is viewed.
  PickleValue storage(const PickleValue& identity);
  void put(const PickleValue& dict, std::span<const PickleValue> keys_and_values);
  void append(const PickleValue& list, std::span<const PickleValue> items);

 private:
  // What a value of kind storage stands for: elements of a storage, mostly all.
  struct View {
    size_t storage;
    uint64_t first, count;
  };
  void narrow(View& view, const PickleValue& part);
  PickleValue tensor(std::span<const PickleValue> arguments);
  Shape lengths(const PickleValue& tuple, const char* what);
  uint64_t whole(const PickleValue& value, const char* what);
  void check_inside(const PickledTensor& x, uint64_t count);

  Pickle& to_;
  Fail fail_;
  std::unordered_map<std::string, size_t> by_key_;
  std::vector<View> views_;
};

}  // namespace heed::inline HEED_PRECISION
