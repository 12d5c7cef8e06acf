// PyTorch's checkpoints: what a pickle says, and the numbers of its tensors.

#include "engine/io/pytorch.hpp"

#include <algorithm>
#include <cstring>
#include <set>
#include <tuple>

#include "engine/io/file.hpp"
#include "engine/io/size.hpp"
#include "engine/io/stored_array.hpp"
#include "engine/io/utf8.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using Kind = PickleValue::Kind;
constexpr size_t kMostTensors = 100'000;

// A view's elements, one behind the other, as if they were stored so.
class ViewSource : public Source {
 public:
  ViewSource(const std::string& name, std::string_view bytes, const PickledTensor& view,
             uint64_t width)
      : Source(name), bytes_(bytes), view_(view), width_(width) {}
  uint64_t size() const override { return uint64_t(view_.shape.numel()) * width_; }

 protected:
  // An element, and those that lie behind it in the innermost axis if that has no gaps.
  uint64_t read_some(uint64_t offset, void* to, uint64_t most) const override {
    uint64_t place = view_.first, left = offset / width_, run = 1;
    for (int axis = view_.shape.rank() - 1; axis >= 0; --axis) {
      const uint64_t length = uint64_t(view_.shape[axis]), index = left % length;
      place += index * uint64_t(view_.strides[axis]);
      left /= length;
      if (axis == view_.shape.rank() - 1 && view_.strides[axis] == 1) run = length - index;
    }
    const uint64_t within = offset % width_, count = std::min(most, run * width_ - within);
    std::memcpy(to, bytes_.data() + place * width_ + within, count);
    return count;
  }

 private:
  std::string_view bytes_;
  const PickledTensor& view_;
  uint64_t width_;
};

bool is_contiguous(const PickledTensor& x) {
  int64_t stride = 1;
  for (int axis = x.shape.rank() - 1; axis >= 0; --axis) {
    if (x.shape[axis] != 1 && x.strides[axis] != stride) return false;
    stride *= x.shape[axis];
  }
  return true;
}

}  // namespace

PyTorchFile::PyTorchFile(const std::string& path)
    : PyTorchFile(std::make_unique<InputFile>(path)) {}

PyTorchFile::PyTorchFile(std::unique_ptr<Source> source, ZipRules rules)
    : source_(std::move(source)) {
  if (is_legacy_pytorch(*source_)) {
    read_legacy();
  } else {
    zip_.emplace(std::move(source_), rules);
    read_zip();
  }
}

// What a state dict is: names and tensors. All else is no part of it (an epoch, an optimiser). A
// few bytes can name a state dict, or give one long name, many times over: so names have a budget.
void PyTorchFile::add(const Pickle& pickle, const std::string& part, const PickleValue& dict,
                      uint64_t& name_bytes) {
  const std::span<const PickleValue> items = pickle.items(dict);
  for (size_t i = 0; i < items.size(); i += 2) {
    if (items[i].kind != Kind::text || items[i + 1].kind != Kind::tensor) continue;
    const std::string_view name = pickle.text(items[i]);
    const uint64_t bytes = part.size() + name.size();
    if (entries_.size() == kMostTensors || bytes > name_bytes)
      throw damaged(source(), "the state dict", "names beyond all measure");
    name_bytes -= bytes;
    const PickledTensor& view = pickle.tensors()[items[i + 1].index];
    entries_.push_back({part, std::string(name), storages_[view.storage].dtype, view});
  }
}

void PyTorchFile::take_storages(const Pickle& pickle) {
  if (pickle.root().kind != Kind::dict)
    throw damaged(source(), "the pickle", "it holds no state dict",
                  "in PyTorch, torch.save(model.state_dict(), path)");
  storages_ = pickle.storages();
}

void PyTorchFile::take_tensors(const Pickle& pickle) {
  uint64_t name_bytes = 16 * pickle.length() + (1 << 16);
  add(pickle, "", pickle.root(), name_bytes);
  const std::span<const PickleValue> items = pickle.items(pickle.root());
  for (size_t i = 0; i < items.size(); i += 2)
    if (items[i].kind == Kind::text && items[i + 1].kind == Kind::dict)
      add(pickle, std::string(pickle.text(items[i])), items[i + 1], name_bytes);
  check_entries();
}

void PyTorchFile::check_entries() const {
  uint64_t numbers = 0;
  std::set<std::pair<std::string_view, std::string_view>> names;
  for (const Entry& entry : entries_) {
    if (!is_utf8(entry.name) || !is_utf8(entry.part))
      throw damaged(source(), "the state dict", "a name is not UTF-8");
    if (!names.emplace(entry.part, entry.name).second)
      throw damaged(source(), "tensor \"" + printable(entry.name) + "\"",
                    "this name is there twice");
    numbers = checked_add(numbers, uint64_t(entry.view.shape.numel()));
  }
  if (numbers > checked_add(source().size(), 1 << 16))
    throw damaged(source(), "the state dict",
                  std::to_string(numbers) + " numbers in a file of " +
                      std::to_string(source().size()) + " bytes");
}

std::vector<std::string> PyTorchFile::parts() const {
  std::vector<std::string> all;
  for (const Entry& entry : entries_)
    if (std::find(all.begin(), all.end(), entry.part) == all.end()) all.push_back(entry.part);
  return all;
}

Tensor PyTorchFile::read(const Entry& entry, std::string_view bytes) const {
  const std::string field = "tensor \"" + printable(entry.name) + "\"";
  const StoredArray whole{entry.dtype, entry.view.shape, 0, big_endian_};
  if (!is_contiguous(entry.view))
    return read_tensor(ViewSource(source().name(), bytes, entry.view, width(entry.dtype)), whole,
                       field);
  const uint64_t first = entry.view.shape.numel() > 0 ? entry.view.first * width(entry.dtype) : 0;
  return read_tensor(MemorySource(bytes.substr(first), source().name()), whole, field);
}

// Storage by storage, each read once however many tensors share it.
NamedTensors PyTorchFile::tensors(std::string_view part) const {
  NamedTensors all;
  std::vector<std::tuple<size_t, const Entry*, size_t>>
      order;  // by storage; where it goes in `all`
  for (const Entry& entry : entries_) {
    if (entry.part != part) continue;
    order.emplace_back(entry.view.storage, &entry, all.size());
    all.emplace_back(entry.name, Tensor());
  }
  std::sort(order.begin(), order.end());
  std::string bytes;
  size_t held = SIZE_MAX;
  for (const auto& [storage, entry, place] : order) {
    if (storage != held) {
      std::string().swap(bytes);  // before the next one takes memory
      bytes = bytes_of(storages_[storage]);
      held = storage;
    }
    all[place].second = read(*entry, bytes);
  }
  return all;
}

}  // namespace heed::inline HEED_PRECISION
