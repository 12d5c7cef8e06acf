// Maps and masks, drawn over the pictures that they belong to.
#pragma once

#include "lessons/15_dino/training.hpp"

namespace lesson15 {

// A map of patches (rows, columns), from its least to its greatest value as DINO's tool has it,
// every patch a square of `zoom` pixels.
show::Picture map_picture(const Tensor& map, int zoom);

// A picture (3, H, W), dimmed but where `mask` (H', W') of 0 and 1 is 1: there half of it is
// `colour`. The mask's cells are stretched over the picture.
show::Picture masked_picture(const Tensor& picture, const Tensor& mask, show::Rgb colour);

// One of the camouflaged shapes in a row: the picture, where the shape is, the gaze (N), and the
// mask of the patches (N) that were kept.
std::vector<show::Picture> shape_row(const CamouflagedShape& one, const Tensor& gaze,
                                     const Tensor& kept);

// The attention of one picture's tokens in one block, (1, H, N + 1, N + 1), to try out over it.
show::Explorer explorer(const std::string& name, const Tensor& picture, const Tensor& attention);

}  // namespace lesson15
