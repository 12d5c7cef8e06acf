// The kernels' blocks in numbers, one warp and one thread of each as an example.
#include "lessons/21_cuda_matmul/blocks.hpp"

#include "lessons/21_cuda_matmul/kernels/library.hpp"

namespace lesson21 {

namespace {

// `count` boxes, each `by` rows and columns after the one before.
std::vector<Box> several(const Box& first, int count, double by_rows, double by_columns) {
  std::vector<Box> boxes;
  for (int i = 0; i < count; ++i)
    boxes.push_back(
        {first.row + i * by_rows, first.column + i * by_columns, first.rows, first.columns});
  return boxes;
}

std::vector<Box> crossed(const std::vector<Box>& rows, const std::vector<Box>& columns) {
  std::vector<Box> boxes;
  for (const Box& row : rows)
    for (const Box& column : columns)
      boxes.push_back({row.row, column.column, row.rows, column.columns});
  return boxes;
}

Idea with_registers() {
  const auto a = several({40 / 8, 3, 1, 1}, 8, 16, 0), b = several({3, 9, 1, 1}, 8, 0, 16);
  const auto warp_a = several({4, 3, 2, 1}, 8, 16, 0);
  return {128, 128,           8, warp_a, {{3, 0, 1, 128}}, crossed(warp_a, {{0, 0, 1, 128}}), a,
          b,   crossed(a, b), 0};
}

Idea with_vectors() {
  const auto a = several({36, 5, 4, 1}, 2, 16, 0), b = several({5, 76, 1, 4}, 2, 0, 32);
  return {128, 128,           16, {{32, 5, 32, 1}}, {{5, 64, 1, 64}}, {{32, 64, 32, 64}}, a,
          b,   crossed(a, b), 1};
}

Idea with_tensor_cores(int depth, double inner) {
  return {128,
          256,
          depth,
          {{64, 0, 64, inner}},
          {{0, 128, inner, 64}},
          {{64, 128, 64, 64}},
          {{80, 0, 16, inner}},
          {{0, 160, inner, 16}},
          {{80, 160, 16, 16}},
          2};
}

// The 32 x 32 elements of C that the first three have to do with. One thread is that of row 14,
// column 9, at k = 11.
Idea small_block(const Box& warp_a, const Box& warp_b, const Box& warp_c, const Box& thread_a,
                 const Box& thread_b) {
  return {32, 32, 32, {warp_a}, {warp_b}, {warp_c}, {thread_a}, {thread_b}, {{14, 9, 1, 1}}, 0};
}

}  // namespace

Idea idea_of(int way) {
  const Box a{14, 11, 1, 1}, b{11, 9, 1, 1}, row{14, 0, 1, 32}, column{0, 9, 32, 1};
  switch (way) {
    case kNaive:
      return small_block({0, 11, 32, 1}, b, column, a, b);
    case kCoalesced:
      return small_block(a, {11, 0, 1, 32}, row, a, b);
    case kTiles:
      return small_block(row, {0, 0, 32, 32}, row, row, column);
    case kRegisters:
      return with_registers();
    case kVectorised:
      return with_vectors();
    case kTensorCoresTf32:
      return with_tensor_cores(16, 8);
    default:
      return with_tensor_cores(32, 16);
  }
}

}  // namespace lesson21
