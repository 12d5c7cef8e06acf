// Where a PyTorch checkpoint has its pickle and its numbers: in a zip archive
//   NAME/data.pkl, NAME/data/0, NAME/data/1, …, NAME/version, and since 2.1 NAME/byteorder;
// and before PyTorch 1.6 one behind the other
//   a magic number, a version, a dict about the machine, the state dict, a list of the storages'
//   keys (all pickles), then for each key 8 bytes, how many numbers, and those.

#include <algorithm>
#include <unordered_map>

#include "engine/io/little_endian.hpp"
#include "engine/io/pytorch.hpp"
#include "engine/io/size.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using Kind = PickleValue::Kind;
using namespace std::string_view_literals;

constexpr std::string_view kLegacyMagic =
    "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."sv;
constexpr std::string_view kLegacyVersion = "\x80\x02M\xe9\x03."sv;  // 1001

uint64_t bytes_in(const PickledStorage& storage) {
  return storage.count * width(storage.dtype);  // the pickle's reader has checked that it fits
}

FileError wrong(const Source& file, const PickledStorage& storage, const std::string& reason) {
  return damaged(file, "storage " + storage.key, reason);
}

// The whole number that torch's archives give as text.
void check_version(const Source& file, std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  const bool digits =
      !text.empty() && text.size() <= 2 && text.find_first_not_of("0123456789") == text.npos;
  if (!digits || std::stoi(text) < 1 || std::stoi(text) > 10)
    throw damaged(file, "the version", "\"" + printable(text) + "\"; read are 1 to 10");
}

// {'protocol_version': 1001, 'little_endian': True, …}
void check_machine(const Source& file, const Pickle& about) {
  bool little = false;
  if (about.root().kind == Kind::dict) {
    const std::span<const PickleValue> items = about.items(about.root());
    for (size_t i = 0; i < items.size(); i += 2)
      if (items[i].kind == Kind::text && about.text(items[i]) == "little_endian")
        little = items[i + 1].kind == Kind::boolean && items[i + 1].whole == 1;
  }
  if (!little)
    throw damaged(file, "the machine's pickle", "it does not say that numbers are little-endian");
}

// The keys, in the order in which their numbers follow; all of them used, each once.
std::vector<size_t> order_of(const Source& file, const Pickle& keys,
                             const std::vector<PickledStorage>& storages) {
  std::unordered_map<std::string_view, size_t> by_key;
  for (size_t i = 0; i < storages.size(); ++i) by_key.emplace(storages[i].key, i);
  const auto refuse = [&](const char* reason) { throw damaged(file, "the list of keys", reason); };
  if (keys.root().kind != Kind::list) refuse("it is no list");
  std::vector<size_t> order;
  for (const PickleValue& key : keys.items(keys.root())) {
    const auto found = key.kind == Kind::text ? by_key.find(keys.text(key)) : by_key.end();
    if (found == by_key.end()) refuse("a key that no tensor uses, or one twice");
    order.push_back(found->second);
    by_key.erase(found);
  }
  if (!by_key.empty()) refuse("the key of a storage is missing");
  return order;
}

}  // namespace

bool is_legacy_pytorch(const Source& file) {
  const std::string start = file.read_at(0, std::min<uint64_t>(file.size(), kLegacyMagic.size()));
  return start == kLegacyMagic;
}

void PyTorchFile::read_zip() {
  if (zip_->entries().empty()) throw damaged(source(), "the archive", "it is empty");
  const std::string& first = zip_->entries().front().name;
  prefix_ = first.substr(0, first.find('/'));
  const auto text_of = [&](const char* name) -> std::optional<std::string> {
    const ZipEntry* entry = zip_->find(prefix_ + name);
    if (entry && entry->size > 100) throw damaged(source(), name + 1, "more than 100 bytes of it");
    return entry ? std::optional(zip_->read(*entry)) : std::nullopt;
  };
  if (zip_->find(prefix_ + "/constants.pkl"))
    throw damaged(source(), "the archive", "it is a TorchScript program, not a state dict",
                  "in PyTorch, torch.save(torch.jit.load(path).state_dict(), other_path)");
  const ZipEntry* entry = zip_->find(prefix_ + "/data.pkl");
  if (!entry) throw damaged(source(), "the archive", "no data.pkl: PyTorch did not write this");
  if (entry->size > kLongestPickle) throw damaged(source(), "data.pkl", "longer than 64 MiB");
  const std::optional<std::string> version = text_of("/version"), order = text_of("/byteorder");
  if (!version) throw damaged(source(), "the archive", "no version");
  check_version(source(), *version);
  if (order && *order != "little" && *order != "big")
    throw damaged(source(), "byteorder", "neither little nor big");
  big_endian_ = order && *order == "big";
  const std::string bytes = zip_->read(*entry);
  const Pickle pickle(bytes, source(), "data.pkl");
  if (pickle.length() != bytes.size()) throw damaged(source(), "data.pkl", "bytes behind its end");
  take_storages(pickle);
  for (const PickledStorage& storage : storages_) {
    const ZipEntry* data = zip_->find(prefix_ + "/data/" + storage.key);
    if (!data) throw wrong(source(), storage, "the archive does not have it");
    if (data->size != bytes_in(storage))
      throw wrong(source(), storage,
                  std::to_string(data->size) + " bytes, where " +
                      std::to_string(bytes_in(storage)) + " are meant");
  }
  take_tensors(pickle);
}

void PyTorchFile::read_legacy() {
  const std::string start = source_->read_at(0, std::min(source_->size(), kLongestPickle));
  std::string_view rest = std::string_view(start).substr(kLegacyMagic.size());
  if (!rest.starts_with(kLegacyVersion)) throw damaged(*source_, "the version", "it is not 1001");
  rest.remove_prefix(kLegacyVersion.size());
  const auto next = [&](const char* part) {
    const Pickle pickle(rest, *source_, part);
    rest.remove_prefix(pickle.length());
    return pickle;
  };
  check_machine(*source_, next("the machine's pickle"));
  const Pickle pickle = next("the state dict's pickle");
  take_storages(pickle);
  const Pickle keys = next("the list of keys");
  uint64_t place = start.size() - rest.size();
  for (const size_t i : order_of(*source_, keys, storages_)) {
    PickledStorage& storage = storages_[i];
    storage.offset = checked_add(place, 8);
    if (!is_inside(place, 8, source_->size()) ||
        !is_inside(storage.offset, bytes_in(storage), source_->size()))
      throw wrong(*source_, storage, "its numbers are not all in the file");
    const uint64_t count = little_endian<uint64_t>(source_->read_at(place, 8), 0);
    if (count != storage.count)
      throw wrong(*source_, storage,
                  std::to_string(count) + " numbers, where " + std::to_string(storage.count) +
                      " are meant");
    place = storage.offset + bytes_in(storage);
  }
  if (place != source_->size()) throw damaged(*source_, "the numbers", "bytes behind their end");
  take_tensors(pickle);
}

std::string PyTorchFile::bytes_of(const PickledStorage& storage) const {
  if (zip_) return zip_->read(*zip_->find(prefix_ + "/data/" + storage.key));
  return source_->read_at(storage.offset, bytes_in(storage));
}

}  // namespace heed::inline HEED_PRECISION
