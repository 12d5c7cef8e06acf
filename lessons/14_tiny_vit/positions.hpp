// What a model has learned about where its patches stand.
#pragma once

#include "engine/tensor.hpp"
#include "lessons/show/page.hpp"
#include "lessons/show/picture.hpp"

namespace lesson14 {

using namespace heed;

// How alike the places of two patches are to the model: the cosine between their learned position
// embeddings, pos_embed (1, N + 1, D) -> (N, N).
Tensor likeness(const Tensor& pos_embed);

// The mean likeness of patches that are 1, 2, … steps apart, across and down together.
std::vector<double> likeness_by_distance(const Tensor& likeness);

// One little map for each patch: how alike the others' places are to its own.
show::Picture likeness_maps(const Tensor& likeness);

// Adds a section that tells what the learned position embeddings say about the square that patches
// form, when digits stand alone and when they are hidden.
void describe_positions(show::Page& page, const Tensor& reading, const Tensor& hidden);

}  // namespace lesson14
