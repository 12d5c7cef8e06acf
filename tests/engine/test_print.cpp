// How tensors print: NumPy's layout, checked letter by letter.

#include <cmath>
#include <sstream>

#include "engine/ops/arithmetic.hpp"
#include "tests/catch.hpp"

using namespace heed;

TEST_CASE("a scalar, a vector and a matrix print as in NumPy, with shape") {
  CHECK(to_string(Tensor(1.5)) == "Tensor(1.5, shape=())");
  CHECK(to_string(Tensor({3}, {1, 2, 3})) == "Tensor([1., 2., 3.], shape=(3))");
  CHECK(to_string(Tensor({2, 2}, {1, -2, 30, 4})) ==
        "Tensor([[ 1., -2.],\n"
        "        [30.,  4.]], shape=(2, 2))");
}

TEST_CASE("numbers stand in columns, aligned at the point, with at most four digits behind it") {
  CHECK(to_string(Tensor({4}, {real(0.5), real(-12.25), 3, real(1) / 3})) ==
        "Tensor([  0.5   , -12.25  ,   3.    ,   0.3333], shape=(4))");
  CHECK(to_string(Tensor({2}, {real(1e-6), real(0.25)})) ==
        "Tensor([1.0e-06, 2.5e-01], shape=(2))");
  CHECK(to_string(Tensor({2}, {real(1e9), 1})) == "Tensor([1.e+09, 1.e+00], shape=(2))");
  CHECK(to_string(Tensor({2}, {1, 5000})) ==
        "Tensor([   1., 5000.], shape=(2))");  // counts stay so
}

TEST_CASE("three axes: an empty line between matrices") {
  CHECK(to_string(Tensor({2, 2, 2}, {0, 1, 2, 3, 4, 5, 6, 7})) ==
        "Tensor([[[0., 1.],\n"
        "         [2., 3.]],\n"
        "\n"
        "        [[4., 5.],\n"
        "         [6., 7.]]], shape=(2, 2, 2))");
}

TEST_CASE("an empty tensor prints its shape; an undefined one says so") {
  CHECK(to_string(zeros({0})) == "Tensor([], shape=(0))");
  CHECK(to_string(zeros({2, 0, 3})) == "Tensor([], shape=(2, 0, 3))");
  CHECK(to_string(Tensor()) == "Tensor()");
}

TEST_CASE("NaN and infinity print as such, in their columns") {
  CHECK(to_string(Tensor({4}, {real(NAN), real(INFINITY), -real(INFINITY), real(0.25)})) ==
        "Tensor([ nan,  inf, -inf, 0.25], shape=(4))");
  CHECK(to_string(Tensor({1}, {real(NAN)})) == "Tensor([nan], shape=(1))");
}

TEST_CASE("the middle of long axes is left out, and does not widen the columns") {
  CHECK(to_string(arange(2000)) ==
        "Tensor([   0.,    1.,    2., ..., 1997., 1998., 1999.], shape=(2000))");
  Tensor x = zeros({500, 3});
  x.mutable_data()[700] = real(0.1234);
  CHECK(to_string(x) ==
        "Tensor([[0., 0., 0.],\n"
        "        [0., 0., 0.],\n"
        "        [0., 0., 0.],\n"
        "        ...,\n"
        "        [0., 0., 0.],\n"
        "        [0., 0., 0.],\n"
        "        [0., 0., 0.]], shape=(500, 3))");
}

TEST_CASE("a long row goes on in the next line, under its first number") {
  CHECK(to_string(arange(20) * 100.0) ==
        "Tensor([   0.,  100.,  200.,  300.,  400.,  500.,  600.,  700.,  800.,\n"
        "         900., 1000., 1100., 1200., 1300., 1400., 1500., 1600., 1700.,\n"
        "        1800., 1900.], shape=(20), op=mul)");
}

TEST_CASE("an operation's result says which; a leaf that needs a gradient says so") {
  Tensor x = Tensor({2}, {1, 2}).requires_grad_();
  CHECK(to_string(x) == "Tensor([1., 2.], shape=(2), requires_grad)");
  std::ostringstream text;
  text << x + x;
  CHECK(text.str() == "Tensor([2., 4.], shape=(2), op=add)");
}
