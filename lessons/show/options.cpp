// The flags that every lesson has, read by CLI11; its errors in our words.
#include "lessons/show/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/cuda/matmul_device.hpp"
#include "engine/threads.hpp"

namespace heed::show {

namespace {

// What was typed is shown again, but may not speak to the terminal.
UsageError usage_error(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 127; }, '?');
  return UsageError(text);
}

// A whole number from 1 (or `least`), written out: no sign, no fraction, no "1e3".
template <class T>
T whole_number(const std::string& flag, const std::string& text, T least) {
  T value{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem == std::errc::result_out_of_range)
    throw usage_error(fmt::format("{} {} is too large: at most {} is possible", flag, text,
                                  std::numeric_limits<T>::max()));
  if (problem != std::errc() || end != text.data() + text.size() || value < least)
    throw usage_error(
        fmt::format("{} needs a whole number, at least {}, not \"{}\"", flag, least, text));
  return value;
}

double positive_number(const std::string& flag, const std::string& text) {
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || !(value > 0) ||
      !std::isfinite(value))
    throw usage_error(fmt::format("{} needs a number above 0, not \"{}\"", flag, text));
  return value;
}

template <class T>
void add_number(CLI::App& app, const std::string& flag, T& to, T least, const std::string& help) {
  app.add_option_function<std::string>(
         flag,
         [&to, flag, least](const std::string& text) { to = whole_number(flag, text, least); },
         help)
      ->type_name("N");
}

void add_common(CLI::App& app, Options& options, const About& about) {
  add_number(app, "--seed", options.seed, uint64_t(0), "where random numbers begin (0)");
  add_number(app, "--threads", options.threads, int64_t(1), "how many to compute with (all cores)");
  add_number(app, "--steps", options.steps, int64_t(1),
             about.steps ? fmt::format("length of the largest training ({})", about.steps)
                         : "length of the largest training");
  app.add_option("--data", options.data, "the folder of the data (data/)")->type_name("DIR");
  app.add_option("--out", options.out,
                 fmt::format("write to DIR/{} (a new folder in out/)", about.name))
      ->type_name("DIR");
  app.add_option("--device", options.device,
                 "where matrices are multiplied: cpu, cuda, or auto (cpu; or HEED_DEVICE)")
      ->type_name("NAME");
  app.add_option("--precision", options.precision, "how a card multiplies: fp32, tf32, bf16 (fp32)")
      ->type_name("NAME");
  app.add_flag("--profile", options.profile, "print what each operation took; write trace.json");
  app.add_flag("--quiet", options.quiet, "no progress");
}

void add_own(CLI::App& app, const Flag& flag) {
  const auto add = [&](auto* to) {
    using T = std::remove_pointer_t<decltype(to)>;
    if constexpr (std::is_same_v<T, bool>)
      app.add_flag(flag.name, *to, flag.help);
    else if constexpr (std::is_same_v<T, int64_t>)
      add_number(app, flag.name, *to, int64_t(1), fmt::format("{} ({})", flag.help, *to));
    else if constexpr (std::is_same_v<T, double>)
      app.add_option_function<std::string>(
             flag.name,
             [to, name = flag.name](const std::string& text) { *to = positive_number(name, text); },
             fmt::format("{} ({})", flag.help, *to))
          ->type_name("X");
    else
      app.add_option(flag.name, *to, flag.help)->type_name("TEXT");
  };
  std::visit(add, flag.value);
}

// The first argument that is no flag of this lesson.
UsageError unknown_argument(const CLI::App& app) {
  const std::string word = app.remaining().empty() ? "" : app.remaining().front();
  const std::string flag = word.substr(0, word.find('='));
  if (flag.rfind('-', 0) != 0)
    return usage_error(fmt::format("\"{}\" is no flag; --help lists them", word));
  std::vector<std::string> known;
  for (const CLI::Option* option : app.get_options()) known.push_back(option->get_name());
  const std::string meant = nearest(flag, known);
  return usage_error(
      fmt::format("there is no flag {}; {}", flag,
                  meant.empty() ? "--help lists them" : "did you mean " + meant + "?"));
}

void check_word(const std::string& flag, const std::string& word,
                const std::vector<std::string>& words) {
  if (std::find(words.begin(), words.end(), word) != words.end()) return;
  const std::string meant = word == "gpu" ? "cuda" : nearest(word, words);
  throw usage_error(fmt::format("{} {} is none of {}, {} and {}{}", flag, word, words[0], words[1],
                                words[2], meant.empty() ? "" : "; did you mean " + meant + "?"));
}

}  // namespace

std::string nearest(const std::string& word, const std::vector<std::string>& words) {
  std::string best;
  size_t least =
      std::max<size_t>(2, word.size() / 3) + 1;  // more changes than that is another word
  for (const std::string& candidate : words) {
    // Levenshtein's distance, one row of the table at a time.
    std::vector<size_t> row(candidate.size() + 1);
    for (size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (size_t i = 0; i < word.size(); ++i) {
      size_t diagonal = std::exchange(row[0], i + 1);
      for (size_t j = 1; j < row.size(); ++j) {
        const size_t change = diagonal + (word[i] != candidate[j - 1]);
        diagonal = row[j];
        row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
      }
    }
    if (row.back() < least) least = row.back(), best = candidate;
  }
  return best;
}

Options parse_options(int argc, const char* const* argv, const About& about,
                      const std::vector<Flag>& flags) {
  Options options;
  options.device = matmul_device_asked();
  CLI::App app(about.shows, about.name);
  app.allow_extras();
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app.set_help_flag("--help,-h", "print this and stop");
  app.set_version_flag("--version",
                       fmt::format("{} of heed {}\n{} threads; BLAS: {}", about.name, HEED_VERSION,
                                   num_threads(), blas_name()),
                       "print the version and stop");
  add_common(app, options, about);
  for (const Flag& flag : flags) add_own(app, flag);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    throw HelpAsked(
        app.help() +
        "\nExit codes: 0 well; 1 failure; 2 wrong use; 3 a bad input file; 4 numbers gone "
        "wrong;\n5 out of memory, or no such device; 130 stopped by Ctrl-C.\n");
  } catch (const CLI::CallForVersion& version) {
    throw HelpAsked(std::string(version.what()) + "\n");
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string why = error.what();  // "--steps: 1 required N missing"
    throw usage_error(why.substr(0, why.find(':')) + " needs a value");
  } catch (const CLI::ParseError& error) {
    throw usage_error(error.what());
  }
  if (!app.remaining().empty()) throw unknown_argument(app);
  check_word(app.count("--device") ? "--device" : "HEED_DEVICE", options.device,
             {"cpu", "cuda", "auto"});
  check_word("--precision", options.precision, {"fp32", "tf32", "bf16"});
  return options;
}

}  // namespace heed::show
