// Operations element by element against PyTorch's.

#include "engine/ops/activation.hpp"
#include "engine/ops/rounding.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden.hpp"

using namespace heed;

namespace {

using Call = std::function<Tensor(const Tensor& x)>;

// The cases NAME/SPREAD that the fixture holds of each of these.
void check_all(const Golden& golden, const std::vector<std::pair<std::string, Call>>& calls,
               const std::vector<std::string>& spreads) {
  for (const auto& [name, call] : calls)
    for (const std::string& spread : spreads)
      check_golden_case(golden, name + "/" + spread, nullptr,
                        [&own = call](auto& in) { return Outputs{own(in[0])}; });
}

}  // namespace

TEST_CASE("golden: operations element by element, at their kinks, too") {
  const Golden golden("pointwise");
  check_all(golden,
            {
                {"abs", [](auto& x) { return abs(x); }},
                {"sign", [](auto& x) { return sign(x); }},
                {"floor", [](auto& x) { return floor(x); }},
                {"round", [](auto& x) { return round(x); }},
                {"clip/-1, 2", [](auto& x) { return clip(x, -1, 2); }},
                {"clip/min 0.5", [](auto& x) { return clip(x, 0.5); }},
                {"clip/max -0.5", [](auto& x) { return clip(x, {}, -0.5); }},
                {"clip/2, -1", [](auto& x) { return clip(x, 2, -1); }},
                {"sin", [](auto& x) { return sin(x); }},
                {"cos", [](auto& x) { return cos(x); }},
                {"erf", [](auto& x) { return erf(x); }},
                {"silu", [](auto& x) { return silu(x); }},
                {"elu", [](auto& x) { return elu(x); }},
                {"elu/2.5", [](auto& x) { return elu(x, 2.5); }},
                {"leaky_relu", [](auto& x) { return leaky_relu(x); }},
                {"leaky_relu/0.3", [](auto& x) { return leaky_relu(x, 0.3); }},
                {"softplus", [](auto& x) { return softplus(x); }},
                {"softplus/2.5, 3", [](auto& x) { return softplus(x, 2.5, 3); }},
                {"relu", [](auto& x) { return relu(x); }},
                {"sigmoid", [](auto& x) { return sigmoid(x); }},
                {"tanh", [](auto& x) { return tanh(x); }},
                {"gelu", [](auto& x) { return gelu(x); }},
                {"gelu/tanh", [](auto& x) { return gelu(x, Gelu::tanh); }},
                {"exp", [](auto& x) { return exp(x); }},
                {"neg", [](auto& x) { return neg(x); }},
            },
            {"spread", "kinks"});
}

TEST_CASE("golden: operations element by element of positive and of large numbers") {
  const Golden golden("pointwise");
  check_all(golden,
            {{"log", [](auto& x) { return log(x); }}, {"sqrt", [](auto& x) { return sqrt(x); }}},
            {"positive"});
  check_all(golden,
            {
                {"softplus", [](auto& x) { return softplus(x); }},
                {"silu", [](auto& x) { return silu(x); }},
                {"elu", [](auto& x) { return elu(x); }},
                {"erf", [](auto& x) { return erf(x); }},
            },
            {"far"});
}
