// Weights that others trained, as a model.
#pragma once

#include <memory>
#include <string>

#include "layers/models/dino.hpp"

namespace lesson15 {

using namespace heed;

// A vision transformer with the weights of a file, and a few lines on standard output about what
// was found in it. FileError for a file that cannot be read, and for weights of another model: it
// lists what is missing, unexpected and wrongly shaped, alike names in one line.
std::unique_ptr<ViT> load_dino(const std::string& path);

}  // namespace lesson15
