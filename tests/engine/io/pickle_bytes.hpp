// Pickles and PyTorch checkpoints for tests, put together by hand, to be spoiled.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/io/pytorch.hpp"
#include "tests/engine/io/zip_bytes.hpp"

namespace pickled {

inline std::string text(const std::string& words) { return "X" + little(words.size(), 4) + words; }
inline std::string whole(int64_t number) { return "J" + little(uint64_t(number), 4); }
inline std::string named(const std::string& module, const std::string& name) {
  return "c" + module + "\n" + name + "\n";
}
inline std::string tuple(const std::vector<int64_t>& numbers) {
  std::string items;
  for (const int64_t number : numbers) items += whole(number);
  return "(" + items + "t";
}

struct StorageWords {
  std::string key = text("0"), type = named("torch", "FloatStorage"), count = whole(4);
  std::string more = "";  // of its tuple
};
inline std::string storage(const StorageWords& s = {}) {
  return "(" + text("storage") + s.type + s.key + text("cpu") + s.count + s.more + "tQ";
}

struct TensorWords {
  std::string size = tuple({4}), strides = tuple({1}), first = whole(0),
              storage = pickled::storage();
};
inline std::string tensor(const TensorWords& t = {}) {
  return named("torch._utils", "_rebuild_tensor_v2") + "(" + t.storage + t.first + t.size +
         t.strides + "\x89" + named("collections", "OrderedDict") + ")RtR";
}

// A whole pickle: what `commands` leave on the stack. And a dict of a key and a value.
inline std::string pickle(const std::string& commands) { return "\x80\x02" + commands + "."; }
inline std::string dict(const std::string& key, const std::string& value) {
  return "}" + key + value + "s";
}
inline std::string state(const std::string& value = tensor()) {
  return pickle(dict(text("w"), value));
}

const std::string kNumbers(16, '\0');  // four floats

// An archive with one storage of four floats.
inline std::vector<Member> members(const std::string& pickle = state()) {
  return {{"a/data.pkl", pickle},
          {"a/byteorder", "little"},
          {"a/data/0", kNumbers},
          {"a/version", "3\n"}};
}
inline std::string zip(const std::string& pickle = state()) {
  return archive_of(members(pickle)).bytes;
}

// The stream that came before archives.
struct Stream {
  std::string pickle = state();
  std::string keys = pickled::pickle("](" + text("0") + "e");
  std::string numbers = little(4, 8) + kNumbers;
  std::string version = "\x80\x02M\xe9\x03.";
  std::string machine = pickled::pickle(dict(text("little_endian"), "\x88"));
  std::string bytes() const {
    return std::string("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.") + version +
           machine + pickle + keys + numbers;
  }
};

// Reads all tensors of all parts; "accepted", or why not.
inline std::string verdict(const std::string& bytes) {
  return heed::refusal([&] {
    const heed::PyTorchFile file(heed::in_memory(bytes));
    for (const std::string& part : file.parts()) file.tensors(part);
  });
}

}  // namespace pickled
