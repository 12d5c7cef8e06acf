// Tensor cores on the CPU, register by register: a warp's squares lie in 32 lanes as PTX's manual
// (mma.m16n8k16 and mma.m16n8k8, ldmatrix) lays down.
#pragma once

#include <cstring>

#include "lessons/21_cuda_matmul/kernels/fragments.hpp"
#include "lessons/21_cuda_matmul/kernels/tensor_cores.hpp"

namespace lesson21 {

float to_float(float x);
float to_float(Bf16 x);
Bf16 to_bf16(float x);   // the nearest, ties to even
float to_tf32(float x);  // 10 bits of fraction, ties away from 0

// Registers of 4 bytes, of all lanes: one number in TF32, two in bf16.
struct LeftRegisters {
  uint32_t at[32][4];
};
struct RightRegisters {
  uint32_t at[32][2][2];  // by columns 0 … 7 or 8 … 15, by half of k
};
struct SumRegisters {
  float at[32][2][4];
};

// 16 rows of 32 bytes, as ldmatrix brings them: of the four squares that lanes 0 … 7, 8 … 15, …
// name, lane l gets bytes 4 (l % 4) … of row l / 4. TF32 is rounded after.
void load_left(LeftRegisters& to, const Bf16* shared, int stride);
void load_left(LeftRegisters& to, const float* shared, int stride);
// The same turned: numbers 2 (l % 4) and the next of column l / 4.
void load_right(RightRegisters& to, const Bf16* shared, int stride);
void load_right(RightRegisters& to, const float* shared, int stride);

// sums += a b, as the instruction reads the registers.
void multiply_bf16(SumRegisters& sums, const LeftRegisters& a, const RightRegisters& b);
void multiply_tf32(SumRegisters& sums, const LeftRegisters& a, const RightRegisters& b);

}  // namespace lesson21
