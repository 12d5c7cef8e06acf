// safetensors: the length of a header (8 bytes, little-endian), the header (JSON), the numbers.

#include "engine/io/safetensors.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/io/file.hpp"

namespace heed::inline HEED_PRECISION {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

namespace {

using Json = nlohmann::ordered_json;

constexpr uint64_t kLongestHeader = 100'000'000;  // bytes; the format's own limit
constexpr const char* kType = sizeof(real) == 4 ? "F32" : "F64";

template <class T>
std::string bytes_of(const T* data, size_t count) {
  return {reinterpret_cast<const char*>(data), count * sizeof(T)};
}

// What the header says of one tensor.
struct Entry {
  std::string name;
  Shape shape;
  uint64_t begin, end;
  bool wide;  // F64
};

// Reads a header. Each complaint names the file and, where it can, the tensor.
class Header {
 public:
  Header(const std::string& path, const std::string& text, uint64_t payload) : path_(path) {
    const Json json = parse(text);
    if (!json.is_object()) fail("the header is no JSON object");
    for (const auto& [name, value] : json.items()) {
      if (name == "__metadata__")
        read_metadata(value);
      else
        entries.push_back(entry(name, value));
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    uint64_t covered = 0;
    for (const Entry& e : entries) {
      if (e.begin != covered) fail_at(e.name, "its data overlaps another's, or leaves a hole");
      covered = e.end;
    }
    if (covered != payload)
      fail("the tensors cover " + std::to_string(covered) + " of " + std::to_string(payload) +
           " bytes of data");
  }
  std::vector<Entry> entries;
  Metadata metadata;

 private:
  [[noreturn]] void fail(const std::string& reason) const {
    throw FileError(file_message(path_, "not a safetensors file: " + reason));
  }
  [[noreturn]] void fail_at(const std::string& name, const std::string& reason) const {
    fail("tensor \"" + name + "\": " + reason);
  }

  // The library would let the last of two equal keys win, and nest without limit.
  Json parse(const std::string& text) const {
    std::vector<std::set<std::string>> keys;
    const auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
      if (depth > 8) fail("the header is nested too deep");
      if (event == Json::parse_event_t::object_start) keys.emplace_back();
      if (event == Json::parse_event_t::object_end) keys.pop_back();
      if (event == Json::parse_event_t::key &&
          !keys.back().insert(parsed.get<std::string>()).second)
        fail("the name \"" + parsed.get<std::string>() + "\" is there twice");
      return true;
    };
    try {
      return Json::parse(text, watch);
    } catch (const Json::exception& error) {
      fail(std::string("the header is no JSON: ") + error.what());
    }
  }

  void read_metadata(const Json& value) {
    if (!value.is_object()) fail("__metadata__ is no object");
    for (const auto& [key, text] : value.items()) {
      if (!text.is_string()) fail("__metadata__ holds something that is no text");
      metadata[key] = text.get<std::string>();
    }
  }

  uint64_t whole(const std::string& name, const Json& value) const {
    if (!value.is_number_unsigned()) fail_at(name, "a length or offset is no whole number");
    return value.get<uint64_t>();
  }

  Entry entry(const std::string& name, const Json& value) const {
    if (!value.is_object() || !value.contains("dtype") || !value.contains("shape") ||
        !value.contains("data_offsets"))
      fail_at(name, "needs dtype, shape and data_offsets");
    const Json &type = value["dtype"], &lengths = value["shape"], &offsets = value["data_offsets"];
    if (type != "F32" && type != "F64")
      fail_at(name, "its numbers are " + type.dump() + ", read are F32 and F64");
    if (!lengths.is_array() || lengths.size() > size_t(Shape::kMaxRank))
      fail_at(name, "its shape is no list of at most 8 lengths");
    if (!offsets.is_array() || offsets.size() != 2) fail_at(name, "needs two data_offsets");
    Entry e{name, {}, whole(name, offsets[0]), whole(name, offsets[1]), type == "F64"};
    uint64_t bytes = e.wide ? 8 : 4;
    for (const Json& length : lengths) {
      const uint64_t n = whole(name, length);
      if (n > uint64_t(INT64_MAX) || __builtin_mul_overflow(bytes, n, &bytes))
        fail_at(name, "its shape holds more numbers than any file");
      e.shape.push_back(int64_t(n));
    }
    if (e.end < e.begin || e.end - e.begin != bytes)
      fail_at(name, "shape " + to_string(e.shape) + " and its data differ in size");
    return e;
  }

  std::string path_;
};

std::string read_all(InputFile& file, uint64_t count) {
  std::string bytes(count, '\0');
  for (size_t done = 0; done < count;) {
    const size_t came = file.read(bytes.data() + done, count - done);
    if (came == 0) throw FileError(file_message(file.path(), "ends before its data does"));
    done += came;
  }
  return bytes;
}

template <class From>
void convert(const char* from, Tensor& to) {
  real* numbers = to.mutable_data();
  for (int64_t i = 0; i < to.numel(); ++i) {
    From value;  // copied, because nothing in the file is aligned
    std::memcpy(&value, from + i * int64_t(sizeof value), sizeof value);
    numbers[i] = real(value);
  }
}

}  // namespace

void save_safetensors(const std::string& path,
                      std::span<const std::pair<std::string, Tensor>> tensors,
                      const Metadata& metadata) {
  Json header = Json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::string data;
  for (const auto& [name, tensor] : tensors) {
    if (header.contains(name))
      throw ValueError("[save_safetensors] the name \"" + name + "\" is there twice");
    const size_t begin = data.size();
    data += bytes_of(tensor.data(), size_t(tensor.numel()));
    header[name] = {{"dtype", kType},
                    {"shape", std::vector<int64_t>(tensor.shape().begin(), tensor.shape().end())},
                    {"data_offsets", {begin, data.size()}}};
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // the numbers start at a multiple of 8
  const uint64_t length = text.size();
  write_file(path, bytes_of(&length, 1) + text + data);
}

SafeTensors load_safetensors(const std::string& path) {
  InputFile file(path);
  const uint64_t size = uint64_t(file.size());
  uint64_t length = 0;
  if (size < 8) throw FileError(file_message(path, "not a safetensors file: shorter than 8 bytes"));
  std::memcpy(&length, read_all(file, 8).data(), 8);
  if (length > kLongestHeader || length > size - 8)
    throw FileError(file_message(path, "not a safetensors file: a header of " +
                                           std::to_string(length) + " bytes does not fit"));
  const Header header(path, read_all(file, length), size - 8 - length);
  const std::string data = read_all(file, size - 8 - length);
  SafeTensors result{{}, header.metadata};
  for (const Entry& e : header.entries) {
    Tensor tensor = empty(e.shape);
    if (e.wide)
      convert<double>(data.data() + e.begin, tensor);
    else
      convert<float>(data.data() + e.begin, tensor);
    result.tensors.emplace_back(e.name, tensor);
  }
  return result;
}

}  // namespace heed::inline HEED_PRECISION
