// The photographs, and whom to name beside them.
#include "data/photos.hpp"

#include "engine/io/picture.hpp"

namespace heed::inline HEED_PRECISION {

std::string Photo::credit() const {
  return title + ", by " + author + " (" + source + "), " + licence;
}

const std::vector<Photo>& photos() {
  static const std::vector<Photo> all = {
      {"china", "A temple in China", "danielbuechele", "Flickr", "CC BY 2.0"},
      {"flower", "A flower", "vultilion", "Flickr", "CC BY 2.0"}};
  return all;
}

const Photo& photo(const std::string& name) {
  std::string names;
  for (const Photo& one : photos()) {
    if (one.name == name) return one;
    names += (names.empty() ? "" : ", ") + one.name;
  }
  throw ValueError("there is no photograph of the name '" + printable(name) + "', only " + names);
}

Tensor read_photo(const std::string& name, const std::string& data) {
  return read_picture(data + "/" + photo(name).file());
}

}  // namespace heed::inline HEED_PRECISION
