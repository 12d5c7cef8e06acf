// Python's pickles, in which PyTorch's checkpoints say what they hold: commands for a small machine
// with a stack. The machine here knows the commands that a state dict takes; it describes tensors
// and runs nothing, whatever a file asks for.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/io/dtype.hpp"
#include "engine/io/source.hpp"
#include "engine/shape.hpp"

namespace heed::inline HEED_PRECISION {

// What a pickle holds. `inert` stands for what a training leaves beside its weights (argparse's
// Namespace, NumPy's scalars): it is known by name, and nothing is made of it.
struct PickleValue {
  enum class Kind : uint8_t {
    none,
    boolean,
    whole,
    number,
    text,
    tuple,
    list,
    dict,
    storage,
    tensor,
    inert,
    // Names of Python's things, which are only called: what makes an OrderedDict, a storage, ….
    ordered_dict,
    storage_type,
    rebuild_tensor,
    rebuild_parameter,
    inert_type
  };
  Kind kind = Kind::none;
  Dtype dtype = Dtype::f32;  // of a storage_type
  uint32_t index = 0;        // which container, storage or tensor; the bytes of a text
  int64_t whole = 0;         // a number, by its bits where it is a double; where a text begins
};

// Numbers of one format, one behind the other, elsewhere in the file.
struct PickledStorage {
  std::string key;
  Dtype dtype = Dtype::f32;
  uint64_t count = 0;   // elements
  uint64_t offset = 0;  // of its first byte in the file; set by who knows where it is
};

// A view on a storage, which lies within it. Several tensors may share one.
struct PickledTensor {
  size_t storage = 0;
  Shape shape, strides;  // in elements
  uint64_t first = 0;    // which element is the first
};

// What a pickle may be, and still be read.
inline constexpr uint64_t kLongestPickle = 64 << 20;  // bytes; a thousand tensors take 200 kB
inline constexpr size_t kMostPickled = 200'000;       // containers, and remembered values
inline constexpr size_t kDeepestPickle = 400'000;     // values on the stack

// The objects of a pickle, which refer to each other by number: however they are nested, or contain
// themselves, none is copied and nothing recurses.
class Pickle {
 public:
  // Reads up to the STOP command. `bytes`, called `part` of the file in messages, live longer than
  // this. FileError with the place and the reason for commands, names and calls that a state dict
  // does not take, and for a tensor that is not within its storage.
  Pickle(std::string_view bytes, const Source& file, std::string_view part);

  const PickleValue& root() const { return root_; }      // the object that it describes
  size_t length() const { return length_; }              // of its bytes, STOP too
  std::string_view text(const PickleValue& text) const;  // the bytes of a text
  // Of a tuple or list; of a dict key, value, key, value, …, a number even and keys plain.
  std::span<const PickleValue> items(const PickleValue& container) const;
  // By first use; and the tensors, in the order in which they were built.
  const std::vector<PickledStorage>& storages() const { return storages_; }
  const std::vector<PickledTensor>& tensors() const { return tensors_; }  // by number

 private:
  friend class PickleMachine;
  friend class PickleObjects;
  std::string_view bytes_;
  PickleValue root_;
  size_t length_ = 0;
  std::deque<std::vector<PickleValue>> containers_;
  std::vector<PickledStorage> storages_;
  std::vector<PickledTensor> tensors_;
};

}  // namespace heed::inline HEED_PRECISION
