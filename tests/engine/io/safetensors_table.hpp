// The table of safetensors files: what a case is, and how it is checked.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/io/safetensors.hpp"
#include "tests/engine/io/refusal.hpp"
#include "tests/engine/io/safetensors_file.hpp"

namespace heed::inline HEED_PRECISION {

struct Case {
  std::string name, bytes;
  std::string theirs;  // "OK", or the error of huggingface/safetensors at 24b0b28
  std::string ours;    // empty: accepted; otherwise a part of the message
  std::string why;     // not empty where they accept and we do not
};

// Fails the test unless each is accepted, all its numbers read, or refused as it says; and unless
// `refused` are refused.
inline void check_cases(const std::vector<Case>& cases, int refused) {
  std::set<std::string> seen;
  for (const auto& [name, bytes, theirs, ours, why] : cases) {
    INFO(name << "; the format's own library: " << theirs);
    CHECK(seen.insert(name).second);
    const std::string text = refusal([&, &given = bytes] {
      const SafeTensorsFile file(in_memory(given));
      for (const auto& entry : file.entries()) file.tensor(entry.name);
    });
    if (ours.empty()) {
      CHECK(text == "accepted");
      CHECK(theirs == "OK");
    } else {
      --refused;
      check_refusal(text, ours);
      CHECK((theirs != "OK" || !why.empty()));
    }
  }
  CHECK(refused == 0);
}

}  // namespace heed::inline HEED_PRECISION
