// The header of a safetensors file: 8 bytes (its length, little-endian), then JSON.
//   {"__metadata__": {text: text}, NAME: {"dtype": "F32", "shape": [2, 3], "data_offsets": [0,
//   24]}}

#include "engine/io/safetensors_header.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/io/json.hpp"
#include "engine/io/little_endian.hpp"
#include "engine/io/size.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using Entry = SafeTensorsFile::Entry;

std::string tensor_named(const std::string& name) { return "tensor \"" + printable(name) + "\""; }

Dtype dtype_named(const std::string& name, const Source& file, const std::string& tensor) {
  constexpr int kDtypes = int(Dtype::u64) + 1;
  std::string all;
  for (int i = 0; i < kDtypes; ++i) {
    if (name == dtype_name(Dtype(i))) return Dtype(i);
    all.append(i ? ", " : "").append(dtype_name(Dtype(i)));
  }
  throw damaged(file, tensor_named(tensor), "the dtype " + printable(name) + "; read are " + all,
                "convert it before it is saved: in PyTorch, tensor.float()");
}

// Reads the JSON of one header.
class HeaderReader {
 public:
  HeaderReader(std::string_view text, const Source& file, SafeTensorsHeader& header)
      : file_(file), header_(header), json_(text, file, "the header") {
    // The shortest entry is "":{"dtype":"U8","shape":[],"data_offsets":[0,0]} and a comma.
    header_.entries.reserve(std::min(text.size() / 50 + 1, kMostSafeTensors));
    bool metadata = false;
    json_.object([&](const std::string& name) {
      if (name == "__metadata__") {
        if (std::exchange(metadata, true)) json_.fail("a second __metadata__");
        read_metadata();
      } else {
        json_.now_in("the header, " + tensor_named(name));
        if (header_.entries.size() == kMostSafeTensors) json_.fail("more than 100,000 tensors");
        header_.entries.push_back({name, read_entry(name)});
      }
      json_.now_in("the header");
    });
    json_.end();
  }

 private:
  void read_metadata() {
    json_.now_in("the header, __metadata__");
    if (json_.null()) return;
    json_.object([&](const std::string& key) {
      if (!header_.metadata.emplace(key, json_.string()).second)
        json_.fail("the key \"" + printable(key) + "\" is there twice");
    });
  }

  // Offsets count from where the data begin.
  StoredArray read_entry(const std::string& name) {
    StoredArray array;
    uint64_t begin = 0, end = 0;
    int dtypes = 0, shapes = 0, offsets = 0;
    json_.object([&](const std::string& field) {
      if (field == "dtype" && ++dtypes == 1)
        array.dtype = dtype_named(json_.string(), file_, name);
      else if (field == "shape" && ++shapes == 1)
        array.shape = read_shape();
      else if (field == "data_offsets" && ++offsets == 1)
        std::tie(begin, end) = read_offsets();
      else
        json_.skip();
    });
    if (dtypes != 1 || shapes != 1 || offsets != 1)
      json_.fail("needs one dtype, one shape and one data_offsets");
    const uint64_t bytes = checked_bytes(array.shape, width(array.dtype));
    if (bytes == kTooLarge)
      json_.fail("shape " + to_string(array.shape) + " holds more than any file");
    if (end < begin || end - begin != bytes)
      json_.fail("shape " + to_string(array.shape) + " of " + dtype_name(array.dtype) + " takes " +
                 std::to_string(bytes) + " bytes, but data_offsets are [" + std::to_string(begin) +
                 ", " + std::to_string(end) + "]");
    array.offset = begin;
    return array;
  }

  Shape read_shape() {
    Shape shape;
    json_.array([&] {
      const uint64_t length = json_.whole();
      if (length > uint64_t(INT64_MAX)) json_.fail("a length of 2^63 or more in its shape");
      if (shape.rank() == Shape::kMaxRank) json_.fail("more than 8 axes; read are at most 8");
      shape.push_back(int64_t(length));
    });
    return shape;
  }

  std::pair<uint64_t, uint64_t> read_offsets() {
    uint64_t offsets[2] = {};
    size_t count = 0;
    json_.array([&] {
      if (count == 2) json_.fail("more than two data_offsets");
      offsets[count++] = json_.whole();
    });
    if (count != 2) json_.fail("needs two data_offsets");
    return {offsets[0], offsets[1]};
  }

  const Source& file_;
  SafeTensorsHeader& header_;
  JsonReader json_;
};

uint64_t end_of(const Entry& e) {
  return e.array.offset + checked_bytes(e.array.shape, width(e.array.dtype));
}

// The data of sorted entries, from the first byte to the last, without overlap and without hole.
void check_tiling(const std::vector<Entry>& entries, uint64_t data, const Source& file) {
  uint64_t covered = 0;
  for (const Entry& e : entries) {
    if (e.array.offset != covered)
      throw damaged(file, "the header, " + tensor_named(e.name),
                    "its data begin at " + std::to_string(e.array.offset) +
                        (e.array.offset < covered ? ", inside another's" : ", behind a hole") +
                        "; all before end at " + std::to_string(covered));
    covered = end_of(e);
  }
  if (covered != data)
    throw damaged(file, "the header",
                  "the tensors cover " + std::to_string(covered) + " of " + std::to_string(data) +
                      " bytes of data");
}

}  // namespace

SafeTensorsHeader read_safetensors_header(const Source& file) {
  const uint64_t size = file.size();
  if (size < 8) throw damaged(file, "the header's length", "the file has fewer than 8 bytes");
  const uint64_t length = little_endian<uint64_t>(file.read_at(0, 8), 0);
  if (length > kLongestSafeTensorsHeader || !is_inside(8, length, size))
    throw damaged(file, "the header's length",
                  std::to_string(length) + " bytes do not fit; the file has " +
                      std::to_string(size) + ", and at most 100,000,000 are read");
  SafeTensorsHeader header;
  HeaderReader(file.read_at(8, length), file, header);
  header.data = 8 + length;
  std::sort(header.entries.begin(), header.entries.end(), [](const Entry& a, const Entry& b) {
    return std::tuple(a.array.offset, end_of(a), std::string_view(a.name)) <
           std::tuple(b.array.offset, end_of(b), std::string_view(b.name));
  });
  if (const Entry* twice = NameIndex(header.entries).twice(header.entries))
    throw damaged(file, "the header, " + tensor_named(twice->name), "this name is there twice");
  check_tiling(header.entries, size - header.data, file);
  for (Entry& e : header.entries) e.array.offset += header.data;
  return header;
}

std::string safetensors_header(const std::vector<Entry>& entries, const Metadata& metadata) {
  std::string json = "{", comma;
  if (!metadata.empty()) {
    for (const auto& [key, text] : metadata)
      json += (json == "{" ? "\"__metadata__\":{" : ",") + to_json(key) + ":" + to_json(text);
    json += "}", comma = ",";
  }
  for (const auto& [name, array] : entries) {
    std::string shape;
    for (const int64_t length : array.shape)
      shape.append(shape.empty() ? "" : ",").append(std::to_string(length));
    json += comma + to_json(name) + ":{\"dtype\":\"" + dtype_name(array.dtype) + "\",\"shape\":[" +
            shape + "],\"data_offsets\":[" + std::to_string(array.offset) + "," +
            std::to_string(end_of({name, array})) + "]}";
    comma = ",";
  }
  json += "}";
  json.resize((json.size() + 7) / 8 * 8, ' ');
  std::string length;
  append_little_endian(length, uint64_t(json.size()));
  return length + json;
}

}  // namespace heed::inline HEED_PRECISION
