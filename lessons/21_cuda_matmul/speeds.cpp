// Measuring a card, and figures.json.
#include "lessons/21_cuda_matmul/speeds.hpp"

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/error.hpp"
#include "engine/io/file.hpp"
#include "lessons/21_cuda_matmul/emulation.hpp"
#include "lessons/show/course.hpp"

namespace lesson21 {

using nlohmann::json;

double Speeds::flops(int way, size_t size) const {
  const double took = seconds[size_t(way)].at(size), n = double(sizes[size]);
  return took > 0 ? 2 * n * n * n / took : 0;
}

double Speeds::share_of_cublas(int way, size_t size) const {
  const double rival = flops(rival_of(way), size);
  return rival > 0 ? flops(way, size) / rival : 0;
}

size_t Speeds::compared() const {
  const auto found = std::find(sizes.begin(), sizes.end(), 4096);
  return found == sizes.end() ? sizes.size() - 1 : size_t(found - sizes.begin());
}

double Speeds::peak(int way) const {
  return flops_per_cycle(way, major, minor) * multiprocessors * clock;
}

// From the table of throughputs in the CUDA C++ Programming Guide (float: cores a multiprocessor,
// 2 FLOP each), and the data sheets of A100 and H100 (tensor cores, dense, without sparsity).
double flops_per_cycle(int way, int major, int minor) {
  const int rival = rival_of(way), card = 10 * major + minor;
  if (rival == kCublasFloat) {
    if (card == 75 || card == 80) return 128;
    return card == 86 || card == 87 || card == 89 || card == 90 ? 256 : 0;
  }
  const double bf16 = card == 80 ? 2048 : card == 90 ? 4096 : 0;
  return rival == kCublasBf16 ? bf16 : bf16 / 2;
}

namespace {

std::string today() {
  const std::time_t now = std::time(nullptr);
  char text[16];
  std::strftime(text, sizeof(text), "%Y-%m-%d", std::gmtime(&now));
  return text;
}

// 0 where the card cannot: an old one without bf16, or without the memory.
double seconds_or_none(const Card& card, int way, int64_t n) {
  try {
    return card.seconds(way, int(n));
  } catch (const heed::DeviceError& error) {
    std::cerr << name_of(way) << ", n = " << n << ": " << error.what() << "\n";
    return 0;
  }
}

}  // namespace

Speeds measure(const Card& card, heed::show::Progress& progress) {
  const Lesson21Card& about = card.about();
  Speeds speeds;
  speeds.device = about.name;
  speeds.date = today();
  speeds.major = about.major;
  speeds.minor = about.minor;
  speeds.multiprocessors = about.multiprocessors;
  speeds.clock = about.clock;
  speeds.bus = card.bus();
  for (const int64_t n : kSizes) {
    speeds.sizes.push_back(n);
    for (int way = 0; way < kWays; ++way) {
      progress.next();
      speeds.seconds[size_t(way)].push_back(seconds_or_none(card, way, n));
    }
  }
  return speeds;
}

std::string stored_path() {
  return (heed::show::repository_root() / "lessons/21_cuda_matmul/figures.json").string();
}

std::optional<Speeds> stored_speeds(const std::string& path) {
  if (!std::filesystem::exists(path)) return {};
  Speeds speeds;
  try {
    std::ifstream file(path);
    const json from = json::parse(file);
    speeds.device = from.at("device");
    speeds.date = from.at("date");
    speeds.major = from.at("major");
    speeds.minor = from.at("minor");
    speeds.multiprocessors = from.at("multiprocessors");
    speeds.clock = from.at("clock_hz");
    speeds.bus = {from.at("to_card"), from.at("from_card"), from.at("latency")};
    speeds.sizes = from.at("sizes").get<std::vector<int64_t>>();
    for (int way = 0; way < kWays; ++way) {
      auto& seconds = speeds.seconds[size_t(way)];
      seconds = from.at("seconds").at(figure_name(way)).get<std::vector<double>>();
      if (seconds.size() != speeds.sizes.size()) throw std::runtime_error("a time for each size");
    }
  } catch (const std::exception& error) {
    throw heed::FileError(path + ": " + error.what() + "; make it anew with --measure");
  }
  return speeds;
}

void store(const Speeds& speeds, const std::string& path) {
  json to{{"device", speeds.device},
          {"date", speeds.date},
          {"major", speeds.major},
          {"minor", speeds.minor},
          {"multiprocessors", speeds.multiprocessors},
          {"clock_hz", speeds.clock},
          {"to_card", speeds.bus.to_card},
          {"from_card", speeds.bus.from_card},
          {"latency", speeds.bus.latency},
          {"sizes", speeds.sizes}};
  for (int way = 0; way < kWays; ++way)
    to["seconds"][figure_name(way)] = speeds.seconds[size_t(way)];
  heed::write_file(path, to.dump(2) + "\n");
}

}  // namespace lesson21
