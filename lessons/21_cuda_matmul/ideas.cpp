// Six kernels: what each does about the one before, as a drawing and as code.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "lessons/21_cuda_matmul/drawing.hpp"
#include "lessons/21_cuda_matmul/sections.hpp"
#include "lessons/show/course.hpp"

namespace lesson21 {

namespace {

struct Chapter {
  int way;
  std::string file, text;
};

const std::vector<Chapter> kChapters = {
    {kNaive, "naive",
     "A thread for each element of C. It is right, and it is how one would begin. 32 threads in "
     "a row form a *warp*, which has one instruction at a time for all of them; when they read, "
     "memory answers in *sectors* of 32 bytes. Here neighbouring threads take neighbouring "
     "rows."},
    {kCoalesced, "coalesced",
     "Two lines change: neighbouring threads take neighbouring *columns*. A warp's 32 elements "
     "of B now lie side by side, and of the sectors that come hardly anything is thrown away. "
     "That is called coalescing."},
    {kTiles, "tiles",
     "Every element of A is still fetched once for each column of C. A multiprocessor has some "
     "*shared memory*, as fast as a cache, that a block of threads fills as it likes: fetch a "
     "tile of 32 × 32 once, use it 32 times. `barrier()` (`__syncthreads()` on the card) makes "
     "all wait until the tile is there, and again before it is overwritten."},
    {kRegisters, "registers",
     "Now shared memory is what all wait for: two reads for one multiply-add. Registers are "
     "faster still, so a thread takes 8 × 8 elements of C. For 16 reads it makes 64 "
     "multiply-adds."},
    {kVectorised, "vectorised",
     "Read four numbers with one instruction of 128 bits; and do not wait for memory: ask for "
     "the next tiles, multiply the present ones, then put the next into the other half of a "
     "*double buffer*. One barrier a step is enough. A is turned on its way, so that a thread's "
     "four rows lie side by side; its rows in shared memory are 4 longer than need be, so that "
     "neighbours meet different *banks*."},
    {kTensorCoresBf16, "tensor_cores",
     "Since 2017 NVIDIA's multiprocessors have a unit that multiplies small matrices: a whole "
     "warp hands it 16 × 16 numbers at a time, in bf16 (8 bits of a float's 24 for the fraction) "
     "or TF32 (11), "
     "and it sums in float. Feeding it is the art: three stages of tiles, copied by "
     "`cp.async` without passing through registers, two of them on their way at any time."}};

// One function of a kernel's source, two columns further left; "" if there is none.
std::string function_in(const std::string& source, const std::string& name) {
  const size_t at = source.find("static DEVICE void " + name + "("),
               end = source.find("\n  }\n", at);
  if (at == std::string::npos || end == std::string::npos) return "";
  std::string code;
  std::istringstream lines(source.substr(source.rfind("  template", at), end + 4 - at + 30));
  for (std::string line; std::getline(lines, line);) {
    code += (line.rfind("  ", 0) == 0 ? line.substr(2) : line) + "\n";
    if (line == "  }") break;
  }
  return code;
}

// What all turns on; the rest is in the file. "" where the repository is not at hand.
std::string code_of(const std::string& file) {
  std::ifstream stream(show::repository_root() / "lessons/21_cuda_matmul/kernels" /
                       (file + ".hpp"));
  std::stringstream text;
  text << stream.rdbuf();
  std::string code;
  for (const char* function : {"run", "walk", "multiply"})
    if (const std::string found = function_in(text.str(), function); !found.empty())
      code += (code.empty() ? "" : "\n") + found;
  return code;
}

}  // namespace

void tell_ideas(Lesson& lesson) {
  std::cout << "1. One product, six ways (drawn on the page)\n\n";
  lesson.page.heading("One product, six ways")
      .text(
          "C = A B, with n³ multiply-adds on 3 n² numbers: each number is used n times, and all "
          "depends on how often it must be fetched. Each kernel cures what held back the one "
          "before. In each drawing C is below, A left of it and B above it, at the places that a "
          "block of threads has to do with.");
  for (const Chapter& chapter : kChapters) {
    std::cout << fmt::format("   {}  lessons/21_cuda_matmul/kernels/{}.hpp\n", name_of(chapter.way),
                             chapter.file);
    lesson.page
        .text(fmt::format("**{}. {}.** {}", int(&chapter - kChapters.data()) + 1,
                          name_of(chapter.way), chapter.text))
        .figure(draw_idea(chapter.way), idea_caption(chapter.way));
    if (const std::string code = code_of(chapter.file); !code.empty())
      lesson.page.text("From `kernels/" + chapter.file + ".hpp`:").code(code);
  }
  lesson.page.note(
      "`thread.load`, `thread.put` and the like are one instruction each on the card "
      "(kernels/device.cuh), with the guard that what lies outside a matrix reads as 0. They are "
      "there because the same source runs on the CPU, too, where the next section watches it. "
      "cuBLAS, NVIDIA's library, does what the sixth does, and on cards since 2022 uses "
      "instructions (wgmma) that four warps give together; expect it to stay ahead.");
}

}  // namespace lesson21
