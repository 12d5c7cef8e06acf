// The mistakes. Each runs as it is shown.
#include "engine/ops.hpp"
#include "lessons/01_tensors/mistakes.hpp"

namespace lesson {

using namespace heed;

std::vector<Mistake> mistakes_of_making() {
  const std::string group = "Making a tensor";
  return {
      {group, "Values that do not fill the shape",
       LESSON_CODE(void, Tensor({2, 3}, {1, 2, 3, 4, 5});),
       "Multiply the lengths, 2 times 3, and compare with what was given, 5."},
      {group, "A negative length", LESSON_CODE(void, zeros({2, -3});),
       "Only `reshape` and `expand` give -1 a meaning; elsewhere a length was computed wrongly. "
       "(`zeros` begins with `empty`, which is the one named.)"},
      {group, "More numbers than memory could hold",
       LESSON_CODE(void, zeros({1 << 30, 1 << 30, 16});),
       "The shape is printed: look for the length that is absurd, often two axes multiplied that "
       "were meant to be alternatives."},
      {group, "A ninth axis", LESSON_CODE(void, zeros({1, 1, 1, 1, 1, 1, 1, 1, 1});),
       "A heed tensor has at most 8 axes. The shape alone is at fault here, before any operation "
       "ran, so no line is named: look for the shape with nine lengths."},
  };
}

std::vector<Mistake> mistakes_of_fitting() {
  const std::string group = "Two tensors that do not fit";
  return {
      {group, "Broadcast clash", LESSON_CODE(void, zeros({3, 4}) + zeros({3});),
       "The carets mark the first clash from the right: 4 against 3, and neither is 1."},
      {group, "Inner lengths of a matrix product",
       LESSON_CODE(void, matmul(zeros({8, 17, 64}), zeros({32, 64}));),
       "In (m, k) times (k, n) the two k meet; here 64 meets 32, and 64 stands at b's other end, "
       "so b should probably be transposed."},
      {group, "Features of a linear layer",
       LESSON_CODE(void, linear(zeros({8, 64}), zeros({10, 32}));),
       "A layer made for 32 features got 64: the layer before it, or the flattening, is not what "
       "this one was made for."},
      {group, "Channels of a convolution",
       LESSON_CODE(void, conv2d(zeros({1, 3, 8, 8}), zeros({16, 1, 3, 3}));),
       "Pictures are (N, C, H, W) and kernels (O, C, kh, kw): the second lengths must be equal, "
       "and a colour picture met kernels for grey ones."},
      {group, "A kernel larger than its picture",
       LESSON_CODE(void, conv2d(zeros({1, 1, 2, 2}), zeros({16, 1, 3, 3}));),
       "Nowhere does the kernel fit inside; after several poolings a picture is smaller than one "
       "thinks."},
  };
}

std::vector<Mistake> mistakes_of_joining() {
  const std::string group = "Several tensors that do not fit";
  return {
      {group, "Joined, but of unlike shapes",
       LESSON_CODE(void, cat({zeros({2, 3}), zeros({2, 4})});),
       "Along axis 0 the lengths may differ, and all others not: 3 against 4 (or axis 1 was "
       "meant)."},
      {group, "Stacked, but of unlike shapes", LESSON_CODE(void, stack({zeros({3}), zeros({4})});),
       "`stack` makes a new axis, so even along it all shapes must be the same."},
      {group, "A formula and its operands",
       LESSON_CODE(void, einsum("ij,jk->ik", {zeros({2, 3}), zeros({4, 5})});),
       "One letter, one length: j would be 3 and 4."},
  };
}

std::vector<Mistake> mistakes_of_reshaping() {
  const std::string group = "Another shape";
  return {
      {group, "Not the same number of numbers", LESSON_CODE(void, reshape(zeros({3, 4}), {5, 2});),
       "`reshape` cuts a row of 12 and can neither drop nor invent two."},
      {group, "A -1 that does not come out even",
       LESSON_CODE(void, reshape(zeros({3, 4}), {-1, 5});),
       "-1 is 12 divided by 5, which is no whole number."},
      {group, "Two lengths left open", LESSON_CODE(void, reshape(zeros({3, 4}), {-1, -1});),
       "One equation, two unknowns."},
      {group, "An axis that cannot go", LESSON_CODE(void, squeeze(zeros({3, 4}), 0);),
       "Only a length of 1 can be dropped; this one is 3, and perhaps another axis was meant."},
      {group, "An axis that cannot be stretched", LESSON_CODE(void, expand(zeros({3, 4}), {3, 8});),
       "Only a length of 1 is stretched; to have every number twice, use `repeat`."},
      {group, "An order that leaves an axis out",
       LESSON_CODE(void, permute(zeros({2, 3, 4}), {1, 0});),
       "Each axis must be named once: three axes, two names."},
  };
}

std::vector<Mistake> mistakes_of_picking() {
  const std::string group = "Axes and elements";
  return {
      {group, "An axis that is not there", LESSON_CODE(void, sum(zeros({3, 4}), 2);),
       "Two axes are 0 and 1; the last one is also called -1, which is the safer name."},
      {group, "An axis named twice", LESSON_CODE(void, sum(zeros({3, 4}), {1, -1});),
       "With two axes, -1 is axis 1."},
      {group, "An element that is not there", LESSON_CODE(void, zeros({3, 4}).at({1, 4});),
       "Four columns are 0 to 3; 4 is one too far."},
      {group, "One number of many", LESSON_CODE(void, zeros({3, 4}).item();),
       "`item()` is for the one number of a loss; a `mean` or `sum` is missing before it."},
      {group, "The largest of nothing", LESSON_CODE(void, max(zeros({3, 0}), 1);),
       "A sum of nothing is 0, a largest of nothing is not: somewhere before, everything was "
       "filtered away."},
  };
}

}  // namespace lesson
