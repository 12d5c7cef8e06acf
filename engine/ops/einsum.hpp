// Sums of products, written as physicists do.
#pragma once

#include <span>
#include <string_view>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// Einstein's summation (1916): every axis of every operand gets a letter, and what the letters of
// the result do not name is summed over.
//     einsum("ij,jk->ik", {a, b})            a matrix product: y_ik = sum_j a_ij b_jk
//     einsum("bhqd,bhkd->bhqk", {q, k})      attention's scores
//     einsum("ii->i", {a})                   a diagonal: a letter twice in one operand
//     einsum("...ij->...ji", {a})            "..." stands for any axes, broadcast from the right
// As in PyTorch: without "->" the result has the axes of "...", then, in alphabetical order
// (capitals first), the letters that occur once; axes of "..." that the result does not name are
// summed over; a length of 1 fits to any other; spaces count for nothing. Operands are joined from
// left to right. ValueError for a mistake in the formula, ShapeError where it does not fit the
// operands.
Tensor einsum(std::string_view formula, std::span<const Tensor> operands, Place at = Place::here());
Tensor einsum(std::string_view formula, std::initializer_list<Tensor> operands,
              Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
