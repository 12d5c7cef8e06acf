// Every head's attention, as pictures with the symbols at their sides.
#pragma once

#include "lessons/12_transformer/sections.hpp"

namespace lesson12 {

// Adds the maps of all layers and heads to the page: encoder, decoder, cross, on the way to writing
// `target` for `source`.
void show_maps(show::Page& page, SequenceTransformer& model, const TextPair& pair,
               const Vocabulary& source, const Vocabulary& target);

}  // namespace lesson12
