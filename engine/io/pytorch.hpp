// PyTorch's checkpoints (.pth, .pt), as torch.save writes them: a zip archive, or since before
// PyTorch 1.6 a stream of pickles.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/io/pickle.hpp"
#include "engine/io/zip.hpp"
#include "engine/state.hpp"

namespace heed::inline HEED_PRECISION {

// A checkpoint, open to read some or all of its tensors. Making one checks everything that there is
// to check before any memory is taken for numbers, and runs nothing: a state dict is described by a
// few commands (pickle.hpp), and others are refused. FileError with path, place and reason.
//
// Memory: the numbers' own, one storage at a time beside them, and at most 32 MiB and a 64 MiB
// pickle where the file is as long. A file whose tensors hold more numbers than it has bytes (and
// 65,536) is refused, though its tensors may share storages.
class PyTorchFile {
 public:
  // A checksum of 0 is none: PyTorch can be told not to compute them.
  static constexpr ZipRules kRules{.zero_crc_is_none = true};
  explicit PyTorchFile(const std::string& path);
  explicit PyTorchFile(std::unique_ptr<Source> source, ZipRules rules = kRules);

  // What it says of one tensor. A state dict is a part of its own where the file holds several
  // things by name: {"teacher": {"cls_token": …}, "epoch": …}; "" if it is all there is.
  struct Entry {
    std::string part, name;  // UTF-8; no two have the same name in one part
    Dtype dtype;
    PickledTensor view;
  };
  const std::vector<Entry>& entries() const { return entries_; }  // in the file's order
  std::vector<std::string> parts() const;  // each once; those without tensors are not among them
  bool is_zip() const { return zip_.has_value(); }
  const Source& source() const { return zip_ ? zip_->source() : *source_; }

  // All tensors of a part, in the file's order: f16, bf16, f64, integers and booleans become this
  // build's numbers as read_tensor() says (stored_array.hpp). FileError as there.
  NamedTensors tensors(std::string_view part = "") const;

 private:
  void read_zip();
  void read_legacy();
  void take_storages(const Pickle& pickle);
  void take_tensors(const Pickle& pickle);
  void add(const Pickle& pickle, const std::string& part, const PickleValue& dict,
           uint64_t& name_bytes);
  void check_entries() const;
  Tensor read(const Entry& entry, std::string_view bytes) const;
  std::string bytes_of(const PickledStorage& storage) const;

  std::unique_ptr<Source> source_;  // null for a zip archive
  std::optional<ZipFile> zip_;
  std::string prefix_;  // of the archive's names
  bool big_endian_ = false;
  std::vector<PickledStorage> storages_;
  std::vector<Entry> entries_;
};

// Whether a file begins as torch.save's stream of pickles does.
bool is_legacy_pytorch(const Source& file);

}  // namespace heed::inline HEED_PRECISION
