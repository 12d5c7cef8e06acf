// Two photographs (data/README.md says on whose terms).
#pragma once

#include <string>
#include <vector>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// A photograph that heed ships. Its licence asks that the author is named wherever it is shown:
// credit() is that line.
struct Photo {
  std::string name, title, author, source, licence;

  std::string file() const { return "photos/" + name + ".jpg"; }  // in the data folder
  std::string credit() const;  // "A temple in China, by danielbuechele (Flickr), CC BY 2.0"
};

const std::vector<Photo>& photos();           // "china", "flower"
const Photo& photo(const std::string& name);  // ValueError, with the names there are

// Its pixels, (3, 427, 640), from 0 to 1, out of the data folder `data`. Errors as photo's, and
// read_picture's.
Tensor read_photo(const std::string& name, const std::string& data = "data");

}  // namespace heed::inline HEED_PRECISION
