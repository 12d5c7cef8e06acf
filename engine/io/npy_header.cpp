// The header of a .npy file:
//   "\x93NUMPY", version (2 bytes), length (2 bytes in version 1, else 4), and of that length
//   {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }, spaces, a newline.

#include "engine/io/npy_header.hpp"

#include "engine/io/little_endian.hpp"
#include "engine/io/size.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

constexpr uint64_t kLongestHeader = 65535;  // bytes; 8 axes take 250

struct Code {
  const char* code;
  Dtype dtype;
};
constexpr Code kCodes[] = {
    {"b1", Dtype::boolean}, {"i1", Dtype::i8},  {"u1", Dtype::u8},  {"i2", Dtype::i16},
    {"u2", Dtype::u16},     {"f2", Dtype::f16}, {"i4", Dtype::i32}, {"u4", Dtype::u32},
    {"f4", Dtype::f32},     {"i8", Dtype::i64}, {"u8", Dtype::u64}, {"f8", Dtype::f64},
};

// Reads the dictionary, and nothing else that Python could read there.
class DictionaryReader {
 public:
  DictionaryReader(std::string_view text, const Source& file) : text_(text), file_(file) {}

  NpyHeader read() {
    NpyHeader header;
    int types = 0, orders = 0, shapes = 0;
    expect('{');
    while (!next_is('}')) {
      const std::string key = string();
      expect(':');
      if (key == "descr" && ++types == 1)
        read_type(header.array);
      else if (key == "fortran_order" && ++orders == 1)
        header.fortran_order = boolean();
      else if (key == "shape" && ++shapes == 1)
        header.array.shape = shape();
      else
        fail("the key '" + printable(key) + "' is unknown, or there twice");
      if (next_is('}')) break;
      expect(',');
    }
    if (types != 1 || orders != 1 || shapes != 1) fail("needs descr, fortran_order and shape");
    skip_spaces();
    if (at_ != text_.size()) fail("something is behind the dictionary");
    return header;
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const {
    throw damaged(file_, "the header, byte " + std::to_string(at_), reason);
  }
  [[noreturn]] void refuse(const std::string& what, const char* advice) const {
    throw damaged(file_, "descr", what, advice);
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_spaces() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n') ++at_;
  }
  bool next_is(char wanted) {
    skip_spaces();
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }
  void expect(char wanted) {
    if (!next_is(wanted)) fail(std::string("no ") + wanted + " where one must be");
  }

  std::string string() {
    skip_spaces();
    const char quote = peek();
    if (quote != '\'' && quote != '"') fail("no text in quotes where one must be");
    const size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) fail("a text without an end");
    const std::string text(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return text;
  }

  bool boolean() {
    skip_spaces();
    for (const std::string_view word : {"True", "False"})
      if (text_.substr(at_, word.size()) == word) {
        at_ += word.size();
        return word == "True";
      }
    fail("fortran_order must be True or False");
  }

  Shape shape() {
    Shape shape;
    bool comma = true;  // (3) is a number, (3,) a shape
    expect('(');
    while (!next_is(')')) {
      if (!comma) fail("no , between two lengths");
      if (shape.rank() == Shape::kMaxRank) fail("more than 8 axes; read are at most 8");
      shape.push_back(length());
      comma = next_is(',');
      if (!comma && shape.rank() == 1) fail("a shape of one axis is written (3,)");
    }
    return shape;
  }

  int64_t length() {
    skip_spaces();
    const size_t begin = at_;
    uint64_t value = 0;
    for (; peek() >= '0' && peek() <= '9'; ++at_)
      value = checked_add(checked_multiply(value, 10), uint64_t(peek() - '0'));
    if (at_ == begin) fail("no length where one must be");
    if (value > uint64_t(INT64_MAX)) fail("a length of 2^63 or more");
    if (peek() == 'L') ++at_;  // as Python 2 wrote long integers
    return int64_t(value);
  }

  void read_type(StoredArray& array) {
    skip_spaces();
    if (peek() == '[')
      refuse("a structure of several fields", "save each field as an array of its own");
    const std::string descr = string();
    const char order = descr.empty() ? '\0' : descr[0];
    if (descr.size() > 1 && descr[1] == 'O')
      refuse("Python objects, whose loading could run anything", "save numbers only");
    for (const auto& [code, dtype] : kCodes) {
      if (descr.substr(descr.empty() ? 0 : 1) != code) continue;
      if (order != '<' && order != '>' && order != '=' && !(order == '|' && width(dtype) == 1))
        break;
      array.dtype = dtype;
      array.big_endian = order == '>';
      return;
    }
    refuse("the type '" + printable(descr) + "'",
           "read are <f2 <f4 <f8 |b1 |i1 <i2 <i4 <i8 |u1 <u2 <u4 <u8, and these with >");
  }

  std::string_view text_;
  const Source& file_;
  size_t at_ = 0;
};

// Where the dictionary begins and how long it is.
std::pair<uint64_t, uint64_t> find_dictionary(const Source& file) {
  constexpr std::string_view kMagic = "\x93NUMPY";
  const std::string start = file.read_at(0, std::min<uint64_t>(file.size(), 12));
  if (start.size() < 10 || !start.starts_with(kMagic))
    throw damaged(file, "the first bytes", "this is no .npy file");
  const int version = uint8_t(start[6]);
  if (version < 1 || version > 3 || start[7] != 0)
    throw damaged(file, "the version",
                  std::to_string(version) + "." + std::to_string(uint8_t(start[7])) +
                      "; read are 1.0, 2.0 and 3.0");
  if (version > 1 && start.size() < 12) throw damaged(file, "the header", "it is cut short");
  const uint64_t begin = version == 1 ? 10 : 12;
  const uint64_t length =
      version == 1 ? little_endian<uint16_t>(start, 8) : little_endian<uint32_t>(start, 8);
  if (length > kLongestHeader || !is_inside(begin, length, file.size()))
    throw damaged(file, "the header's length",
                  std::to_string(length) + " bytes do not fit; the file has " +
                      std::to_string(file.size()) + ", and at most 65,535 are read");
  return {begin, length};
}

}  // namespace

NpyHeader read_npy_header(const Source& file) {
  const auto [begin, length] = find_dictionary(file);
  const std::string text = file.read_at(begin, length);
  if (!text.ends_with('\n')) throw damaged(file, "the header", "no newline ends it");
  NpyHeader header = DictionaryReader(text, file).read();
  header.array.offset = begin + length;
  const uint64_t bytes = checked_bytes(header.array.shape, width(header.array.dtype));
  if (bytes != file.size() - header.array.offset)
    throw damaged(
        file, "the header",
        "shape " + to_string(header.array.shape) + " of " + dtype_name(header.array.dtype) +
            " takes " + (bytes == kTooLarge ? "more than any file" : std::to_string(bytes)) +
            " bytes, but " + std::to_string(file.size() - header.array.offset) + " follow");
  return header;
}

}  // namespace heed::inline HEED_PRECISION
