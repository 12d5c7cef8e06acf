// A process that is killed while it saves leaves the old file or the new one, whole.
//   HEED_KILLS=1000 build/tests/tests_f32 "*killed while it saves*"    more than the usual 200

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <thread>

#include "engine/io/safetensors.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

namespace {

namespace fs = std::filesystem;
using Tensors = std::vector<std::pair<std::string, Tensor>>;

// Checkpoints of different sizes; each is one number throughout.
std::vector<Tensors> checkpoints() {
  std::vector<Tensors> all;
  for (int64_t k = 1; k <= 3; ++k)
    all.push_back({{"weight", full({k * 40'000}, double(k))}, {"bias", full({k}, double(k))}});
  return all;
}

// In a process of its own: saves one after the other until it is killed.
pid_t save_for_ever(const std::string& path, const std::vector<Tensors>& all) {
  const pid_t child = fork();
  if (child != 0) return child;
  for (size_t k = 0;; ++k) save_safetensors(path, all[k % all.size()]);
}

bool is_whole(const std::string& path) {
  const SafeTensors read = load_safetensors(path);  // which verifies the checksum
  const Tensor& bias = read.tensors.at(0).second;   // sorted by name
  const Tensor& weight = read.tensors.at(1).second;
  const real k = bias.data()[0];
  return bias.numel() == int64_t(k) && weight.numel() == 40'000 * int64_t(k) &&
         std::all_of(weight.data(), weight.data() + weight.numel(), [&](real x) { return x == k; });
}

}  // namespace

TEST_CASE("a process that is killed while it saves leaves the old file or the new, whole") {
  const TemporaryFolder folder;
  const std::string path = folder / "x.safetensors";
  const char* wanted = std::getenv("HEED_KILLS");
  const int kills = wanted ? std::atoi(wanted) : 200;
  const std::vector<Tensors> all = checkpoints();
  save_safetensors(path, all[0]);
  std::mt19937 random(std::random_device{}());
  int whole = 0, in_the_middle = 0;
  for (int i = 0; i < kills; ++i) {
    const pid_t child = save_for_ever(path, all);
    REQUIRE(child > 0);
    std::this_thread::sleep_for(std::chrono::microseconds(500 + random() % 15'000));
    kill(child, SIGKILL);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    whole += is_whole(path);
    for (const auto& entry : fs::directory_iterator(folder.path()))
      if (entry.path() != path) in_the_middle += fs::remove(entry.path());
  }
  CHECK(whole == kills);
  WARN(kills << " kills, " << in_the_middle << " of them between the first byte and the rename");
  CHECK(in_the_middle > 0);
}
