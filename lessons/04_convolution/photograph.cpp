// Kernels made by hand, on a photograph: blurs, sharpening, edges.
#include <fmt/format.h>

#include <iostream>

#include "data/photos.hpp"
#include "engine/io/jpeg.hpp"
#include "engine/ops.hpp"
#include "lessons/04_convolution/convolving.hpp"
#include "lessons/04_convolution/sections.hpp"
#include "lessons/show/measure.hpp"

namespace lesson04 {

namespace {

Tensor sobel_across() { return Tensor({1, 1, 3, 3}, {-1, 0, 1, -2, 0, 2, -1, 0, 1}); }
Tensor laplacian() { return Tensor({1, 1, 3, 3}, {0, 1, 0, 1, -4, 1, 0, 1, 0}); }
Tensor sharpen() { return Tensor({1, 1, 3, 3}, {0, -1, 0, -1, 5, -1, 0, -1, 0}); }
Tensor binomial() { return Tensor({1, 1, 1, 5}, {1, 4, 6, 4, 1}) / 16; }  // nearly a bell curve

// The photograph, and what the kernels make of it. All (channels, H, W).
struct Looks {
  Tensor photo, box, gauss, sharp;  // 3 channels, 0 … 1
  Tensor gray, across, down, strength,
      laplacian;                           // 1 channel; after gray all but strength with sign
  double two_passes_off = 0;               // of the Gaussian blur, from one pass
  double mean_before = 0, mean_after = 0;  // of all pixels, before and after it
};

// The same kernel for each channel. The pixels of the edge are repeated outwards, so that the size
// stays; with zeros there would be an edge around every picture.
Tensor each_channel(const Tensor& x, const Tensor& kernel) {
  const int64_t channels = x.size(1), high = kernel.size(2) / 2, wide = kernel.size(3) / 2;
  return conv2d(pad(x, {wide, wide, high, high}, PadMode::replicate),
                repeat(kernel, {channels, 1, 1, 1}), {}, {.groups = channels});
}

Looks look(const Tensor& photo) {
  const NoGrad no_grad;
  const Tensor x = unsqueeze(avg_pool2d(photo, 2), 0);  // (1, 3, 213, 320)
  const Tensor gray = conv2d(x, Tensor({1, 3, 1, 1}, {real(0.299), real(0.587), real(0.114)}));
  const Tensor row = binomial(), column = transpose(row, 2, 3);
  const Tensor blurred = each_channel(x, matmul(column, row));  // (1, 1, 5, 5)
  const Tensor across = each_channel(gray, sobel_across());
  const Tensor down = each_channel(gray, transpose(sobel_across(), 2, 3));
  const auto plain = [](const Tensor& y) { return squeeze(y, 0); };
  return {plain(x),
          plain(each_channel(x, full({1, 1, 5, 5}, 1.0 / 25))),
          plain(blurred),
          plain(clip(each_channel(x, sharpen()), 0, 1)),
          plain(gray),
          plain(across),
          plain(down),
          plain(sqrt(across * across + down * down)),
          plain(each_channel(gray, laplacian())),
          show::largest_difference(blurred, each_channel(each_channel(x, row), column)),
          double(mean(x).item()),
          double(mean(blurred).item())};
}

const std::vector<std::string> kHeader = {"kernel", "its rows", "sum", "what it says"};
// With spaces that do not break.
const std::vector<std::vector<std::string>> kRows = {
    {"box", "1/25, 25 times", "1", "the mean of the neighbourhood"},
    {"Gaussian", "1 4 6 4 1, across times down, over 256", "1",
     "a mean in which the near count more"},
    {"sharpen", "0 −1 0, −1 5 −1, 0 −1 0", "1", "the picture minus its Laplacian"},
    {"Laplacian", "0 1 0, 1 −4 1, 0 1 0", "0", "the neighbours minus the pixel: how it bends"},
    {"Sobel across", "−1 0 1, −2 0 2, −1 0 1", "0", "right minus left"},
    {"Sobel down", "−1 −2 −1, 0 0 0, 1 2 1", "0", "below minus above"}};

show::Picture signed_picture(const Tensor& x, double limit) {
  return show::Picture::heat(x, -limit, limit, show::diverging);
}

// Figures in rows, each with the line that its licence asks for.
class Wall {
 public:
  Wall(show::Page& page, std::string credit) : page_(page), credit_(std::move(credit)) {}
  Wall& hang(const show::Picture& picture, const std::string& words, const std::string& seen) {
    page_.figure(picture, words + " *Photograph: " + credit_ + "; " + change_ + ".*", seen);
    change_ = "reduced to half its size and filtered";
    return *this;
  }

 private:
  show::Page& page_;
  std::string credit_, change_ = "reduced to half its size";
};

void hang_blurs(Wall& wall, const Looks& l) {
  wall.hang(show::Picture::rgb(l.photo), "The photograph.", "A photograph, in colour.")
      .hang(show::Picture::rgb(l.box), "Box, 5×5: the mean of 25 pixels.", "The same, blurred.")
      .hang(show::Picture::rgb(l.gauss), "Gaussian, 5×5: blurred, but not so coarsely.",
            "The same, blurred a little less.");
}

void hang_details(Wall& wall, const Looks& l) {
  wall.hang(show::Picture::rgb(l.sharp),
            "Sharpened: each pixel's difference from its neighbours added.",
            "The same with harder edges and more grain.")
      .hang(show::Picture::heat(l.gray, 0, 1, show::grays),
            "Gray: a kernel of 1×1 over three channels.", "The same in gray.")
      .hang(signed_picture(l.laplacian, 0.8),
            "Laplacian of the gray: blue and orange side by side at "
            "each edge, the edge between them.",
            "Thin double lines at all edges.");
}

void hang_edges(Wall& wall, const Looks& l) {
  wall.hang(signed_picture(l.across, 1.5),
            "Sobel across: orange where it gets brighter to the right, "
            "blue where darker. Level lines are gone.",
            "Upright edges in orange and blue.")
      .hang(signed_picture(l.down, 1.5),
            "Sobel down: the same from above to below. Upright lines are gone.",
            "Level edges in orange and blue.")
      .hang(show::Picture::heat(1 - l.strength, -0.5, 1, show::grays),
            "√(across² + down²): edges of any direction, dark.",
            "A drawing of dark lines on white: all edges.");
}

void describe(show::Page& page, const Looks& looks, const std::string& credit) {
  page.heading("Kernels made by hand")
      .text(
          "Before kernels were learned they were designed. One rule of thumb reads most of them: "
          "if the numbers add up to 1, brightness is kept and the result is a picture; if they add "
          "up to 0, whatever is flat becomes 0 and the result is a *map* of something.")
      .table(kHeader, kRows);
  Wall wall(page, credit);
  page.begin_row();
  hang_blurs(wall, looks);
  page.end_row().begin_row();
  hang_details(wall, looks);
  page.end_row().begin_row();
  hang_edges(wall, looks);
  page.end_row().text(fmt::format(
      "The gray is 0.299 red + 0.587 green + 0.114 blue, a convolution, too. The blurs take each "
      "channel by itself (`groups = 3`). And the Gaussian "
      "is a row times a column, so it can be done in two passes, across and down, with 10 products "
      "a pixel for 25: the results differ by {:.0e}. The mean of all pixels is {:.4f} before and "
      "{:.4f} after.",
      looks.two_passes_off, looks.mean_before, looks.mean_after));
}

}  // namespace

void look_at_a_photograph(Lesson& lesson) {
  if (!jpeg_available()) {
    std::cout << "\n3. Kernels made by hand: left out, this build cannot read photographs\n";
    lesson.page.note("The photograph is left out: this build has no TurboJPEG to read it with.");
    return;
  }
  const Looks looks = look(read_photo("china", lesson.run.data("")));
  std::cout << "\n3. Kernels made by hand, on a photograph (" << photo("china").credit() << ")\n\n"
            << show::text_table(kHeader, kRows)
            << fmt::format("\nGaussian in two passes, 5 + 5 products for 25: {:.0e} away\n",
                           looks.two_passes_off);
  describe(lesson.page, looks, photo("china").credit());
  lesson.run.figure("two_passes_off", looks.two_passes_off);
}

}  // namespace lesson04
