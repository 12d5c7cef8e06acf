// A picture to try attention out on: choose a cell, and see what it looks at, and who looks at it.
#pragma once

#include <string>
#include <vector>

#include "lessons/show/picture.hpp"

namespace heed::show {

struct Explorer {
  std::string name;   // of the picture, in a few words: what a screen reader says of it
  Picture picture;    // as wide and high as cells ask for; the browser enlarges it
  int rows, columns;  // of cells, which cover the picture; cells are counted row by row
  bool cls = false;   // is token 0 a CLS token, which stands nowhere in the picture?
  std::string cell;   // what a cell is: "patch", "pixel"
  int chosen = 0;     // the cell that is chosen at first; -1: CLS
  int layer = -1;     // and layer and head, from 0; -1: the last layer, all heads averaged
  int head = -1;
  // Who looks at whom, layer by layer: (H, N, N) or (1, H, N, N), one shape for all, with N = rows
  // columns + cls. weights[h][i][j] is what token i takes from token j; 0 or more.
  std::vector<Tensor> layers;
};

// The explorer, to stand inside a page (Page::explorer), with kExplorerScript once at its end.
// Weights are stored to 0.4 % of the largest of their row. ShapeError if they do not fit the cells,
// ValueError for a weight that is below 0, no number, or a cell that is none.
std::string explorer_html(const Explorer& explorer);

// Moves all explorers of a page. It asks for nothing: all it needs is in the page.
extern const char* const kExplorerScript;

}  // namespace heed::show
