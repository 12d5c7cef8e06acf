// NumPy's files of several arrays: a zip archive of .npy files.

#include "engine/io/npz.hpp"

#include "engine/io/file.hpp"
#include "engine/io/zip_writer.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

constexpr std::string_view kEnding = ".npy";

template <class Array>
void add(ZipWriter& zip, const std::string& name, Dtype dtype, const Array& x, Place at) {
  zip.add(name + std::string(kEnding),
          {npy_header(dtype, x.shape()),
           {reinterpret_cast<const char*>(x.data()), size_t(x.numel()) * width(dtype)}},
          at);
}

// Reads an unpacked entry, called after the file and itself in messages.
template <class Read>
auto read_array(const ZipFile& zip, const ZipEntry& entry, Read read) {
  const std::string bytes = zip.read(entry);
  const std::string name = zip.source().name() + ", " + entry.name;
  return read(NpyFile(std::make_unique<MemorySource>(bytes, name)));
}

}  // namespace

void save_npz(const std::string& path, std::span<const std::pair<std::string, Tensor>> tensors,
              std::span<const std::pair<std::string, Indices>> indices, Place at) {
  ZipWriter zip(path);
  for (const auto& [name, x] : tensors) {
    if (!x.defined())
      throw ValueError(
          explain("save_npz", at, "the tensor \"" + printable(name) + "\" refers to nothing"));
    add(zip, name, kRealDtype, x, at);
  }
  for (const auto& [name, x] : indices) add(zip, name, Dtype::i64, x, at);
  zip.commit();
}

NpzFile::NpzFile(const std::string& path, ZipRules rules)
    : NpzFile(std::make_unique<InputFile>(path), rules) {}

NpzFile::NpzFile(std::unique_ptr<Source> file, ZipRules rules) : zip_(std::move(file), rules) {
  for (const ZipEntry& entry : zip_.entries()) {
    if (!entry.name.ends_with(kEnding))
      throw damaged(zip_.source(), "entry \"" + printable(entry.name) + "\"",
                    "it is no array: its name does not end in .npy");
    names_.push_back(entry.name.substr(0, entry.name.size() - kEnding.size()));
  }
}

const ZipEntry& NpzFile::get(const char* op, const std::string& name, Place at) const {
  if (const ZipEntry* entry = zip_.find(name + std::string(kEnding))) return *entry;
  throw ValueError(
      explain(op, at, zip_.source().name() + " has no \"" + printable(name) + "\"", {},
              "it holds " + std::to_string(names_.size()) + " arrays; names() lists them"));
}

Tensor NpzFile::tensor(const std::string& name, Place at) const {
  return read_array(zip_, get("NpzFile::tensor", name, at),
                    [](const NpyFile& file) { return file.tensor(); });
}

Indices NpzFile::indices(const std::string& name, Place at) const {
  return read_array(zip_, get("NpzFile::indices", name, at),
                    [](const NpyFile& file) { return file.indices(); });
}

std::vector<std::pair<std::string, Tensor>> load_npz(const std::string& path) {
  const NpzFile file(path);
  std::vector<std::pair<std::string, Tensor>> all;
  for (const std::string& name : file.names()) all.emplace_back(name, file.tensor(name));
  return all;
}

}  // namespace heed::inline HEED_PRECISION
