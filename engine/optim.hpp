// What turns gradients into better weights: optimisers, the learning rate's schedule, clipping.
//
//     optimizer.zero_grad();
//     loss_of(batch).backward();
//     clip_grad_norm(model.parameters(), 1);
//     schedule.apply(optimizer, step);
//     optimizer.step();
//
// Gradients add up until zero_grad() forgets them. So a batch that is too large for the memory can
// come in k equal parts: zero_grad() once, (loss_of(part) / k).backward() for each part, one
// step(). A mean over the whole batch is the mean of the parts' means; the gradient differs by
// rounding.
#pragma once

#include "engine/optim/adagrad.hpp"
#include "engine/optim/adam.hpp"
#include "engine/optim/clip.hpp"
#include "engine/optim/early_stopping.hpp"
#include "engine/optim/moving_average.hpp"
#include "engine/optim/optimizer.hpp"
#include "engine/optim/rmsprop.hpp"
#include "engine/optim/schedule.hpp"
#include "engine/optim/sgd.hpp"
