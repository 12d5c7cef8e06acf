// What a model consists of: its layers, and what each computes, holds and keeps.
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

// One layer, without those inside it: the rows of a model add up to its totals.
struct LayerSummary {
  std::string name;  // dotted: "blocks.0.mlp.fc1"; empty for the model itself
  std::string kind;  // its type: "Linear"
  std::optional<Shape>
      output;              // of the last operation in it or in a layer inside it; none if none ran
  int64_t parameters = 0;  // numbers to learn; those that several layers share, with the first
  int64_t flops = 0;       // of one forward pass; profile::Work says what counts
  int64_t kept_bytes = 0;  // results that stay, because backward() will read them again
};

// A model, as summary() found it.
struct Summary {
  std::vector<LayerSummary> layers;  // in the order of visit(), the model itself first
  // The totals.
  int64_t parameters() const;
  int64_t flops() const;
  int64_t kept_bytes() const;
  // The same with fewer rows: layers of more than `depth` names ("blocks.0" has two) are added to
  // the one they are in.
  Summary to_depth(int depth) const;
};

// A row a layer, and the totals; at most 100 columns wide.
std::string to_string(const Summary& summary);
std::ostream& operator<<(std::ostream& out, const Summary& summary);

// Runs the model once, on zeros of this shape, in eval mode, so that no running average moves and
// nothing is drawn at random. Layers that run several times (a recurrent cell) add up, with the
// shape of the last time; a layer that several places share has one row. What rules keep besides
// results (a number or two a row), the input, and whatever runs outside the model are not counted;
// nothing is kept under NoGrad. Throws what the model throws if the shape does not fit.
Summary summary(Layer& model, const Shape& input, Place at = Place::here());
// For models that take something else: run() calls the model, and returns what backward() would
// start from.
Summary summary(Module& model, const std::function<Tensor()>& run);

}  // namespace heed::inline HEED_PRECISION
