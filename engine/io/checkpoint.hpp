// Checkpoints: all that a training depends on, in one file.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/random.hpp"
#include "engine/state.hpp"

namespace heed::inline HEED_PRECISION {

// One part of a checkpoint, by its name there. It refers to what it is made from, which must live
// as long.
class CheckpointPart {
 public:
  CheckpointPart(std::string name, NamedTensors tensors);  // a module's state_dict()
  CheckpointPart(std::string name, Stateful& thing);  // an optimiser, a MovingAverage, Batches, …
  CheckpointPart(std::string name, Random& random);   // seed, stream and position
  CheckpointPart(std::string name, int64_t& count);   // a step or an epoch, from 0

  const std::string& name() const { return name_; }  // as given
  State state() const { return state_(); }           // as it is now
  // Reads everything, changes nothing; what it returns puts it into place, and cannot fail.
  std::function<void()> read(StateReader& from) const { return read_(from); }

 private:
  std::string name_;
  std::function<State()> state_;
  std::function<std::function<void()>(StateReader&)> read_;
};

// Writes all parts into one file of safetensors, whole or not at all: tensors as
// "model/fc1.weight", values as text in its metadata ("optimizer/lr"), where every bit of them
// survives. A schedule has no state: it is a function of the step.
//
//     int64_t step = 0;
//     const std::vector<CheckpointPart> training = {{"model", model.state_dict()},
//                                                   {"optimizer", optimizer},
//                                                   {"batches", batches},
//                                                   {"random", default_random()},
//                                                   {"step", step}};
//     if (resumed) load_checkpoint(path, training);
//     for (; step < steps; ++step) { … }
//     save_checkpoint(path, training);
//
// ValueError for a name that is empty, holds "/", or is there twice; FileError with path and
// reason.
void save_checkpoint(const std::string& path, const std::vector<CheckpointPart>& parts,
                     Place at = Place::here());

// Puts everything back, so that the training goes on with the same bytes as if it had never
// stopped. FileError for a file that is damaged or no checkpoint; ValueError that lists, for each
// part, what is missing, unexpected, wrongly shaped or not as it is here. Then nothing was loaded.
// Unless `strict`, parts of the file that nobody asks for are no error: a trained model, say.
void load_checkpoint(const std::string& path, const std::vector<CheckpointPart>& parts,
                     bool strict = true, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
