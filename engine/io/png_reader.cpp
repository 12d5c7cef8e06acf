// PNG through libpng's low-level interface. The build defines HEED_HAS_PNG where there is libpng.
#include "engine/io/png_reader.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

#ifdef HEED_HAS_PNG
#include <png.h>
#endif

namespace heed::inline HEED_PRECISION {

bool is_png(const Source& file) {
  return file.size() >= 8 && file.read_at(0, 8) == "\x89PNG\r\n\x1a\n";
}

#ifdef HEED_HAS_PNG

namespace {

// A byte of zlib's data becomes 1032 at most.
constexpr int64_t kMostBitsPerByte = 1032 * 8;

struct PngHeader {
  int64_t width, height, bits_per_pixel;
};

// The first chunk. What else is wrong with it, libpng says.
PngHeader read_png_header(const Source& file) {
  constexpr uint64_t kStart = 8, kLength = 25;  // behind the signature; with its checksum
  const std::string chunk = file.read_at(kStart, std::min(file.size() - kStart, kLength));
  if (!chunk.starts_with(std::string_view("\0\0\0\rIHDR", 8)) || chunk.size() < kLength)
    throw damaged(file, "its PNG header", "is not there");
  const auto byte = [&](size_t i) { return int64_t(uint8_t(chunk[i])); };
  const auto number = [&](size_t i) {
    return byte(i) << 24 | byte(i + 1) << 16 | byte(i + 2) << 8 | byte(i + 3);
  };
  constexpr std::array<int64_t, 7> kChannels = {1, 1, 3, 1, 2, 1, 4};  // by the type of colours
  const int64_t depth = std::clamp(byte(16), int64_t(1), int64_t(16));
  return {number(8), number(12), depth * kChannels[size_t(std::min(byte(17), int64_t(6)))]};
}

constexpr size_t kMostChunkBytes = 16 << 20;  // of what is no pixel
constexpr int kMostChunks = 1000;

// What libpng's callbacks share with us. It reports errors by longjmp, which skips destructors: no
// object with one lives in a function that may be jumped out of.
struct Input {
  const char* bytes;
  size_t size, next = 0;
  char problem[120] = "libpng cannot start";
};

void on_read(png_structp png, png_bytep to, size_t count) {
  auto* input = static_cast<Input*>(png_get_io_ptr(png));
  if (count > input->size - input->next) png_error(png, "the file ends too early");
  std::memcpy(to, input->bytes + input->next, count);
  input->next += count;
}

void on_error(png_structp png, png_const_charp message) {
  auto* input = static_cast<Input*>(png_get_error_ptr(png));
  std::snprintf(input->problem, sizeof input->problem, "%s", message);
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

// libpng's state, given back when this goes.
struct Reader {
  explicit Reader(const std::string& file) : input{file.data(), file.size()} {
    png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &input, on_error, on_warning);
    if (png) info = png_create_info_struct(png);
    if (info) png_set_read_fn(png, &input, on_read);
  }
  ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Input input;
  png_structp png = nullptr;
  png_infop info = nullptr;
};

// Nothing is read but what pixels are made of, and nothing larger than was agreed.
bool set_rules(png_structp png, const PngHeader& header, const PngRules& rules) {
  if (setjmp(png_jmpbuf(png))) return false;
  png_set_user_limits(png, png_uint_32(header.width), png_uint_32(header.height));
  png_set_chunk_malloc_max(png, kMostChunkBytes);
  png_set_chunk_cache_max(png, kMostChunks);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
  png_set_check_for_invalid_index(png, -1);  // look_up() does
  png_set_benign_errors(png, 0);  // too many bytes for the pixels are an error, as too few are
  const int action = rules.checksums ? PNG_CRC_ERROR_QUIT : PNG_CRC_QUIET_USE;
  png_set_crc_action(png, action, action);
#ifdef PNG_IGNORE_ADLER32  // not in every libpng
  if (!rules.checksums) png_set_option(png, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
#endif
  return true;
}

// How the rows will come.
struct Form {
  size_t row_bytes = 0;
  int channels = 0, bits = 0, passes = 0;
  bool palette = false;
};

bool read_form(png_structp png, png_infop info, Form& form) {
  if (setjmp(png_jmpbuf(png))) return false;
  png_read_info(png, info);
  form.palette = png_get_color_type(png, info) == PNG_COLOR_TYPE_PALETTE;
  if (form.palette)
    png_set_packing(png);
  else
    png_set_expand_gray_1_2_4_to_8(png);
  if (!form.palette && png_get_valid(png, info, PNG_INFO_tRNS)) png_set_tRNS_to_alpha(png);
  form.passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  form.channels = png_get_channels(png, info);
  form.bits = png_get_bit_depth(png, info);
  form.row_bytes = png_get_rowbytes(png, info);
  return true;
}

bool read_rows(png_structp png, const Form& form, int64_t height, uint8_t* to) {
  if (setjmp(png_jmpbuf(png))) return false;
  for (int pass = 0; pass < form.passes; ++pass)
    for (int64_t y = 0; y < height; ++y)
      png_read_row(png, to + size_t(y) * form.row_bytes, nullptr);
  png_read_end(png, nullptr);
  return true;
}

// The colours, with alpha if one of them has it, in place of their numbers.
void look_up(const Source& file, const Reader& reader, Pixels& pixels) {
  png_colorp colours = nullptr;
  png_bytep alphas = nullptr;
  int count = 0, alpha_count = 0;
  png_get_PLTE(reader.png, reader.info, &colours, &count);
  png_get_tRNS(reader.png, reader.info, &alphas, &alpha_count, nullptr);
  pixels.channels = alpha_count > 0 ? 4 : 3;
  std::vector<uint8_t> found;
  found.reserve(pixels.bytes.size() * size_t(pixels.channels));
  for (const int number : pixels.bytes) {
    if (number >= count)
      throw damaged(
          file, "its pixels",
          "one has colour " + std::to_string(number) + " of a palette of " + std::to_string(count));
    const png_color& colour = colours[number];
    found.insert(found.end(), {colour.red, colour.green, colour.blue});
    if (alpha_count > 0) found.push_back(number < alpha_count ? alphas[number] : 255);
  }
  pixels.bytes = std::move(found);
}

}  // namespace

Pixels decode_png(const Source& file, const PictureLimits& limits, const PngRules& rules) {
  const PngHeader header = read_png_header(file);
  check_size(file, header.width, header.height, kMostBitsPerByte / header.bits_per_pixel, limits);
  const std::string bytes = read_all(file, limits);
  Reader reader(bytes);
  const auto check = [&](bool done) {
    if (!done) throw damaged(file, "its PNG data", printable(reader.input.problem));
  };
  check(reader.info);
  check(set_rules(reader.png, header, rules));
  Form form;
  check(read_form(reader.png, reader.info, form));
  Pixels pixels{header.width, header.height, form.channels, form.bits, {}};
  pixels.bytes.resize(form.row_bytes * size_t(header.height));
  check(read_rows(reader.png, form, header.height, pixels.bytes.data()));
  if (form.palette) look_up(file, reader, pixels);
  return pixels;
}

#else

Pixels decode_png(const Source& file, const PictureLimits&, const PngRules&) {
  throw Error(file_message(file.name(),
                           "is a PNG picture, and this build cannot read those\n"
                           "  install libpng-dev and configure again"));
}

#endif

}  // namespace heed::inline HEED_PRECISION
