// How the readers are trained, and how they are judged.
#pragma once

#include "data/digits.hpp"
#include "layers/module.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson04 {

using namespace heed;
namespace show = heed::show;

constexpr int64_t kShift = 2;  // pixels

// Minimises the cross-entropy over batches of 64, whose order depends on `seed` alone. With
// `moving`, each digit of a batch is moved by up to two pixels, by chance.
// As in lesson 03: plain gradient descent with rate 0.5.
void train_plainly(Layer& model, const Digits& digits, uint64_t seed, show::Progress& bar,
                   bool moving = false);
// Adam, whose rate falls from 0.01 to 0 along half a cosine. The first `fixed` of the model's
// parameters stay as they are.
void train_cnn(Layer& model, const Digits& digits, uint64_t seed, show::Progress& bar,
               bool moving = false, int64_t fixed = 0);

double accuracy_on(Layer& model, const Digits& digits);  // share read rightly

Digits moved_digits(const Digits& digits, int64_t right, int64_t down);

}  // namespace lesson04
