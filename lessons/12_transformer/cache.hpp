// The cache of keys and values: the same symbols, sooner.
#pragma once

#include "lessons/12_transformer/sections.hpp"

namespace lesson12 {

// Writes up to 512 symbols with and without the cache, and adds its section to the page.
void time_the_cache(Lesson& lesson, SequenceTransformer& model, const Indices& source,
                    const Indices& lengths);

}  // namespace lesson12
