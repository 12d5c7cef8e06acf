// What a state dict's pickle may name and call, and what becomes of it.

#include "engine/io/pickle_objects.hpp"

#include <algorithm>

#include "engine/io/size.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using Kind = PickleValue::Kind;

// All that a pickle may name. Of these, none is Python's: each is a word for what to describe.
struct Name {
  std::string_view module, name;
  Kind kind;
  Dtype dtype = Dtype::f32;
};

constexpr Name kNames[] = {
    {"collections", "OrderedDict", Kind::ordered_dict},
    {"torch._utils", "_rebuild_tensor_v2", Kind::rebuild_tensor},
    {"torch._utils", "_rebuild_parameter", Kind::rebuild_parameter},
    {"torch", "FloatStorage", Kind::storage_type, Dtype::f32},
    {"torch", "DoubleStorage", Kind::storage_type, Dtype::f64},
    {"torch", "HalfStorage", Kind::storage_type, Dtype::f16},
    {"torch", "BFloat16Storage", Kind::storage_type, Dtype::bf16},
    {"torch", "LongStorage", Kind::storage_type, Dtype::i64},
    {"torch", "IntStorage", Kind::storage_type, Dtype::i32},
    {"torch", "ShortStorage", Kind::storage_type, Dtype::i16},
    {"torch", "CharStorage", Kind::storage_type, Dtype::i8},
    {"torch", "ByteStorage", Kind::storage_type, Dtype::u8},
    {"torch", "BoolStorage", Kind::storage_type, Dtype::boolean},
    // Beside the weights: the flags of a training, and schedules' numbers.
    {"argparse", "Namespace", Kind::inert_type},
    {"numpy", "dtype", Kind::inert_type},
    {"numpy.core.multiarray", "scalar", Kind::inert_type},
    {"numpy._core.multiarray", "scalar", Kind::inert_type},
    {"_codecs", "encode", Kind::inert_type},
};

bool is_plain(Kind kind) { return kind <= Kind::text; }

}  // namespace

PickleValue PickleObjects::container(Kind kind, std::vector<PickleValue> items) {
  if (to_.containers_.size() == kMostPickled) fail_("more than 200,000 tuples, lists and dicts");
  to_.containers_.push_back(std::move(items));
  return {.kind = kind, .index = uint32_t(to_.containers_.size() - 1)};
}

PickleValue PickleObjects::named(std::string_view module, std::string_view name) {
  for (const Name& known : kNames)
    if (known.module == module && known.name == name)
      return {.kind = known.kind, .dtype = known.dtype};
  fail_("it asks for " + printable(module) + "." + printable(name) + ", which no state dict needs");
  return {};
}

PickleValue PickleObjects::called(const PickleValue& function, const PickleValue& arguments) {
  if (arguments.kind != Kind::tuple) fail_("a call whose arguments are no tuple");
  const std::span<const PickleValue> items = to_.items(arguments);
  if (function.kind == Kind::rebuild_tensor) return tensor(items);
  if (function.kind == Kind::inert_type) return {.kind = Kind::inert};
  if (function.kind == Kind::ordered_dict) {
    if (!items.empty()) fail_("an OrderedDict that is made of something");
    return container(Kind::dict, {});
  }
  if (function.kind != Kind::rebuild_parameter) fail_("it calls what is no function");
  if (items.size() != 3 || items[0].kind != Kind::tensor) fail_("a Parameter of no tensor");
  return items[0];
}

void PickleObjects::built(const PickleValue& object) {
  if (object.kind != Kind::dict && object.kind != Kind::inert)
    fail_("it gives a state to what has none");
}

void PickleObjects::put(const PickleValue& dict, std::span<const PickleValue> keys_and_values) {
  if (dict.kind != Kind::dict) fail_("it puts items into what is no dict");
  if (keys_and_values.size() % 2 != 0) fail_("a key without a value");
  for (size_t i = 0; i < keys_and_values.size(); i += 2)
    if (!is_plain(keys_and_values[i].kind)) fail_("a key that is neither text nor a number");
  auto& items = to_.containers_[dict.index];
  items.insert(items.end(), keys_and_values.begin(), keys_and_values.end());
}

void PickleObjects::append(const PickleValue& list, std::span<const PickleValue> items) {
  if (list.kind != Kind::list) fail_("it appends to what is no list");
  auto& all = to_.containers_[list.index];
  all.insert(all.end(), items.begin(), items.end());
}

uint64_t PickleObjects::whole(const PickleValue& value, const char* what) {
  if (value.kind != Kind::whole || value.whole < 0)
    fail_(std::string(what) + " that is no whole number from 0");
  return uint64_t(value.whole);
}

PickleValue PickleObjects::storage(const PickleValue& identity) {
  if (identity.kind != Kind::tuple) fail_("a storage without a description");
  const std::span<const PickleValue> items = to_.items(identity);
  if (items.size() < 5 || items.size() > 6) fail_("a storage described by other than 5 or 6 items");
  if (items[0].kind != Kind::text || to_.text(items[0]) != "storage")
    fail_("a reference to what is no storage: a whole model was saved, not its state_dict()");
  if (items[1].kind != Kind::storage_type) fail_("a storage of no known type");
  const std::string key(items[2].kind == Kind::text ? to_.text(items[2]) : "");
  if (key.empty() || key.size() > 20 || key.find_first_not_of("0123456789") != key.npos)
    fail_("a storage whose key is no number");
  const PickledStorage storage{key, items[1].dtype, whole(items[4], "a storage's length")};
  if (checked_multiply(storage.count, width(storage.dtype)) > uint64_t(INT64_MAX))
    fail_("a storage that holds more than any file");
  const auto [place, is_new] = by_key_.emplace(key, to_.storages_.size());
  if (is_new) to_.storages_.push_back(storage);
  const PickledStorage& first = to_.storages_[place->second];
  if (first.dtype != storage.dtype || first.count != storage.count)
    fail_("storage " + key + " is described twice, and not alike");
  if (views_.size() == kMostPickled) fail_("more than 200,000 storages");
  views_.push_back({place->second, 0, storage.count});
  if (items.size() == 6 && items[5].kind != Kind::none) narrow(views_.back(), items[5]);
  return {.kind = Kind::storage, .index = uint32_t(views_.size() - 1)};
}

// (key, first element, length): some old files' storages are parts of others.
void PickleObjects::narrow(View& view, const PickleValue& part) {
  const bool is_tuple = part.kind == Kind::tuple;
  if (!is_tuple || to_.items(part).size() != 3) fail_("a part of a storage of other than 3 items");
  view.first = whole(to_.items(part)[1], "a part's beginning");
  const uint64_t count = whole(to_.items(part)[2], "a part's length");
  if (!is_inside(view.first, count, view.count)) fail_("a part that leads out of its storage");
  view.count = count;
}

Shape PickleObjects::lengths(const PickleValue& tuple, const char* what) {
  if (tuple.kind != Kind::tuple) fail_(std::string("a tensor's ") + what + " is no tuple");
  Shape shape;
  for (const PickleValue& item : to_.items(tuple)) {
    if (shape.rank() == Shape::kMaxRank)
      fail_("a tensor with more than 8 axes; read are at most 8");
    shape.push_back(int64_t(whole(item, what)));
  }
  return shape;
}

// (storage, first element, size, strides, requires_grad, hooks), and in newer files metadata.
PickleValue PickleObjects::tensor(std::span<const PickleValue> items) {
  if (items.size() < 6 || items.size() > 7) fail_("a tensor of other than 6 or 7 parts");
  if (items[0].kind != Kind::storage) fail_("a tensor without a storage");
  const View& view = views_[items[0].index];
  PickledTensor x{view.storage, lengths(items[2], "size"), lengths(items[3], "stride"),
                  whole(items[1], "a tensor's beginning")};
  if (x.shape.rank() != x.strides.rank()) fail_("a tensor of more axes than strides, or fewer");
  if (checked_bytes(x.shape, 8) == kTooLarge)
    fail_("a tensor of shape " + to_string(x.shape) + " holds more than any file");
  check_inside(x, view.count);
  x.first += view.first;
  if (to_.tensors_.size() == kMostPickled) fail_("more than 200,000 tensors");
  to_.tensors_.push_back(x);
  return {.kind = Kind::tensor, .index = uint32_t(to_.tensors_.size() - 1)};
}

// The element with the greatest indices lies furthest back: it must be one of the storage's
// `count`.
void PickleObjects::check_inside(const PickledTensor& x, uint64_t count) {
  uint64_t last = x.first;
  for (int axis = 0; axis < x.shape.rank(); ++axis) {
    if (x.shape[axis] == 0) return;
    last =
        checked_add(last, checked_multiply(uint64_t(x.shape[axis] - 1), uint64_t(x.strides[axis])));
  }
  if (last >= count)
    fail_("a tensor of shape " + to_string(x.shape) + " and strides " + to_string(x.strides) +
          " leads out of its storage of " + std::to_string(count));
}

}  // namespace heed::inline HEED_PRECISION
