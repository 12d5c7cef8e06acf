// The pictures and plots of the section about looking.
#pragma once

#include <string>
#include <vector>

#include "lessons/05_attention/training.hpp"

namespace lesson {

// The trainings are soft, hard, REINFORCE.
std::string losses_drawn(const std::vector<Training>& trainings);
std::string queries_drawn(const std::vector<Training>& trainings, const Glimpses& shown);

// A picture, with boxes around the answer and around what the first query prefers.
heed::show::Picture task_drawn(const Glimpses& shown, const Moment& first);
// For each moment, what is looked at over what is seen.
heed::show::Picture moments_drawn(const Glimpses& shown, const std::vector<Moment>& moments);

}  // namespace lesson
