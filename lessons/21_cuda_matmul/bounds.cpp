// The H100's data sheet, and the roofline's formula.
#include "lessons/21_cuda_matmul/bounds.hpp"

#include <algorithm>

#include "lessons/21_cuda_matmul/speeds.hpp"

namespace lesson21 {

// NVIDIA H100 Tensor Core GPU, data sheet, SXM5: 67 TFLOP/s in float, 989 and 495 in bf16 and TF32
// (1,979 and 989 with sparsity, which halves them), 3.35 TB/s.
const Sheet& h100() {
  static const Sheet sheet = [] {
    Sheet made{"H100 (SXM)", "NVIDIA's data sheet of the H100", 3.35e12, {}};
    for (int way = 0; way < kWays; ++way)
      made.flops[way] = rival_of(way) == kCublasFloat  ? 67e12
                        : rival_of(way) == kCublasTf32 ? 494.5e12
                                                       : 989e12;
    return made;
  }();
  return sheet;
}

double memory_bound(const Appetite& appetite, int way, const Sheet& sheet) {
  return std::min(1.0, appetite.flops_per_byte * sheet.memory / sheet.flops[way]);
}

double shared_bound(const Appetite& appetite, int way) {
  if (appetite.flops_per_wavefront == 0) return 1;
  return std::min(1.0, appetite.flops_per_wavefront / flops_per_cycle(way, 9, 0));
}

}  // namespace lesson21
