// What ran when, for trace viewers; and the peak that the ledger measures by.

#include <nlohmann/json.hpp>

#include "engine/ops.hpp"
#include "engine/peak.hpp"
#include "engine/timeline.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

TEST_CASE("the timeline holds operations with their times, as a trace viewer reads them") {
  const TemporaryFolder folder;
  profile::enable(true);
  profile::record_timeline(true);
  exp(ones({4, 5}).requires_grad_()).backward(ones({4, 5}));
  profile::record_timeline(false);
  exp(ones({3}));  // no longer seen
  profile::enable(false);
  profile::reset();
  profile::write_timeline(folder / "trace.json");
  const auto trace = nlohmann::json::parse(read_whole(folder / "trace.json"));
  std::vector<std::string> names;
  double last = 0;
  for (const auto& event : trace["traceEvents"]) {
    CHECK(event["pid"] == 1);
    CHECK(double(event["ts"]) >= 0);
    if (event["ph"] == "C") {
      CHECK(double(event["args"]["MB"]) > 0);
      continue;
    }
    REQUIRE(event["ph"] == "X");
    names.push_back(event["name"]);
    CHECK(double(event["dur"]) >= 0);
    CHECK(double(event["ts"]) >= last);
    last = double(event["ts"]) + double(event["dur"]);
  }
  CHECK(names.front() == "exp");
  CHECK(names.back() == "exp backward");
  profile::record_timeline(true);  // empties it
  profile::record_timeline(false);
  profile::write_timeline(folder / "trace.json");
  CHECK(nlohmann::json::parse(read_whole(folder / "trace.json"))["traceEvents"].empty());
}

TEST_CASE("the peak of multiply-adds is a speed that a processor can have") {
  const double peak = peak_flops(1, 0.01);
  CHECK(peak > 1e8);
  CHECK(peak < 1e13);
}
