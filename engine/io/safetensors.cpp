// safetensors: the header, and behind it the numbers of all tensors, one after the other.

#include "engine/io/safetensors.hpp"

#include <algorithm>
#include <cstdio>

#include "engine/io/checksum.hpp"
#include "engine/io/file.hpp"
#include "engine/io/safetensors_header.hpp"
#include "engine/io/utf8.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

constexpr const char* kChecksum = "heed.crc32";

std::string checksum_text(uint32_t checksum) {
  char text[9];
  std::snprintf(text, sizeof text, "%08x", checksum);
  return text;
}

// What is written of one tensor.
struct Piece {
  SafeTensorsFile::Entry entry;
  std::string_view bytes;
};

template <class Array>
Piece piece_of(const std::string& name, const Array& x, Dtype dtype) {
  return {{name, {.dtype = dtype, .shape = x.shape()}},
          {reinterpret_cast<const char*>(x.data()), size_t(x.numel()) * width(dtype)}};
}

// Why these cannot be written; empty if they can.
std::string problem_of(const std::vector<Piece>& pieces, const Metadata& metadata) {
  std::vector<std::string_view> names;
  for (const Piece& piece : pieces) names.push_back(piece.entry.name);
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end()) return "the name \"" + printable(*twice) + "\" is there twice";
  for (const std::string_view name : names) {
    if (name == "__metadata__") return "a tensor cannot be called __metadata__";
    if (!is_utf8(name)) return "the name \"" + printable(name) + "\" is not UTF-8";
  }
  for (const auto& [key, text] : metadata)
    if (!is_utf8(key) || !is_utf8(text))
      return "the metadata \"" + printable(key) + "\" are not UTF-8";
  if (pieces.size() > kMostSafeTensors) return "more than 100,000 tensors; join some";
  return "";
}

// Puts them in the order of the format's own library, in which numbers of 8 bytes lie at multiples
// of 8, one behind the other. The checksum of all.
uint32_t lay_out(std::vector<Piece>& pieces) {
  std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) {
    const Dtype first = a.entry.array.dtype, second = b.entry.array.dtype;
    return first != second ? first > second : a.entry.name < b.entry.name;
  });
  uint64_t offset = 0;
  uint32_t checksum = 0;
  for (Piece& piece : pieces) {
    piece.entry.array.offset = offset;
    offset += piece.bytes.size();
    checksum = crc32_of(piece.bytes, checksum);
  }
  return checksum;
}

}  // namespace

void save_safetensors(const std::string& path,
                      std::span<const std::pair<std::string, Tensor>> tensors,
                      const Metadata& metadata,
                      std::span<const std::pair<std::string, Indices>> indices, Place at) {
  const auto check = [&](const std::string& problem) {
    if (!problem.empty()) throw ValueError(explain("save_safetensors", at, problem));
  };
  std::vector<Piece> pieces;
  for (const auto& [name, x] : tensors) {
    check(x.defined() ? "" : "the tensor \"" + printable(name) + "\" refers to nothing");
    pieces.push_back(piece_of(name, x, kRealDtype));
  }
  for (const auto& [name, x] : indices) pieces.push_back(piece_of(name, x, Dtype::i64));
  check(problem_of(pieces, metadata));
  Metadata all = metadata;
  all[kChecksum] = checksum_text(lay_out(pieces));
  std::vector<SafeTensorsFile::Entry> entries;
  for (const Piece& piece : pieces) entries.push_back(piece.entry);
  const std::string header = safetensors_header(entries, all);
  check(header.size() - 8 <= kLongestSafeTensorsHeader
            ? ""
            : "names and metadata take more than 100 MB");
  OutputFile file(path);
  file.write(header);
  for (const Piece& piece : pieces) file.write(piece.bytes);
  file.commit();
}

SafeTensorsFile::SafeTensorsFile(const std::string& path)
    : SafeTensorsFile(std::make_unique<InputFile>(path)) {}

SafeTensorsFile::SafeTensorsFile(std::unique_ptr<Source> source) : source_(std::move(source)) {
  SafeTensorsHeader header = read_safetensors_header(*source_);
  entries_ = std::move(header.entries);
  by_name_ = NameIndex(entries_);
  metadata_ = std::move(header.metadata);
  const auto wanted = metadata_.extract(kChecksum);
  if (!wanted) return;
  const std::string is =
      checksum_text(crc32_of(*source_, header.data, source_->size() - header.data));
  if (wanted.mapped() != is)
    throw damaged(*source_, "the data",
                  "not what was saved: their CRC-32 is " + is + ", " + kChecksum + " says " +
                      printable(wanted.mapped()));
}

const SafeTensorsFile::Entry& SafeTensorsFile::get(const char* op, const std::string& name,
                                                   Place at) const {
  if (const Entry* entry = by_name_.find(entries_, name)) return *entry;
  throw ValueError(
      explain(op, at, source_->name() + " has no \"" + printable(name) + "\"", {},
              "it holds " + std::to_string(entries_.size()) + " tensors; entries() lists them"));
}

Tensor SafeTensorsFile::tensor(const std::string& name, Place at) const {
  const Entry& e = get("SafeTensorsFile::tensor", name, at);
  return read_tensor(*source_, e.array, "tensor \"" + printable(name) + "\"");
}

Indices SafeTensorsFile::indices(const std::string& name, Place at) const {
  const Entry& e = get("SafeTensorsFile::indices", name, at);
  return read_indices(*source_, e.array, "tensor \"" + printable(name) + "\"");
}

SafeTensors load_safetensors(const std::string& path) {
  const SafeTensorsFile file(path);
  SafeTensors all{{}, file.metadata()};
  for (const auto& [name, array] : file.entries())
    all.tensors.emplace_back(name, file.tensor(name));
  return all;
}

}  // namespace heed::inline HEED_PRECISION
