// Sums of products against PyTorch's.

#include <set>

#include "engine/ops/einsum.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden.hpp"

using namespace heed;

TEST_CASE("golden: einsum, in every formula that was recorded") {
  const Golden golden("einsum");
  std::set<std::string> cases;  // "ij,jk", or with lengths that are worth a word, "ij,jk (j is 0)"
  for (const auto& [key, x] : golden.named("einsum")) cases.insert(key.substr(0, key.find('/')));
  REQUIRE(cases.size() > 50);
  for (const std::string& name : cases) {
    const std::string formula = name.substr(0, name.find(" ("));
    check_golden_case(golden, "einsum/" + name, nullptr,
                      [&](auto& in) { return Outputs{einsum(formula, in)}; });
  }
}
