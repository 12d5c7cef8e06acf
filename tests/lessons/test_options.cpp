// The flags that every lesson has.
#include "lessons/show/options.hpp"
#include "tests/catch.hpp"

using namespace heed::show;

namespace {

Options parse(std::vector<const char*> words, const std::vector<Flag>& flags = {}) {
  words.insert(words.begin(), "lesson");
  return parse_options(int(words.size()), words.data(), {"14_tiny_vit", "Reads digits.", 1000},
                       flags);
}

std::string refusal(const std::vector<const char*>& words, const std::vector<Flag>& flags = {}) {
  try {
    parse(words, flags);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("a lesson's flags are read, with a space or an equals sign") {
  const Options options =
      parse({"--seed", "7", "--threads=2", "--steps", "30", "--data", "d", "--out=o", "--device",
             "auto", "--precision", "tf32", "--profile", "--quiet"});
  CHECK(options.seed == 7);
  CHECK(options.threads == 2);
  CHECK(options.steps == 30);
  CHECK(options.data == "d");
  CHECK(options.out == "o");
  CHECK(options.device == "auto");
  CHECK(options.precision == "tf32");
  CHECK(options.profile);
  CHECK(options.quiet);
}

TEST_CASE("a lesson without flags has seed 0 and leaves the rest open") {
  const Options options = parse({});
  CHECK(options.seed == 0);
  CHECK(options.threads == 0);
  CHECK(options.steps == 0);
  CHECK(options.device == "cpu");
  CHECK(options.precision == "fp32");
  CHECK(!options.quiet);
}

TEST_CASE("the later of two equal flags counts") {
  CHECK(parse({"--steps", "5", "--steps", "6"}).steps == 6);
}

TEST_CASE("the largest seed is a seed") {
  CHECK(parse({"--seed", "18446744073709551615"}).seed == UINT64_MAX);
}

TEST_CASE("wrong numbers are refused with the flag and what it needs") {
  CHECK(refusal({"--steps", "0"}) == "--steps needs a whole number, at least 1, not \"0\"");
  CHECK(refusal({"--threads", "0"}) == "--threads needs a whole number, at least 1, not \"0\"");
  CHECK(refusal({"--seed", "-1"}) == "--seed needs a whole number, at least 0, not \"-1\"");
  for (const char* bad : {"-5", "abc", "1e3", "1.5", "0x10", "5 ", " 5", "+5", "٣"}) {
    CAPTURE(bad);
    CHECK(refusal({"--steps", bad}).find("--steps needs a whole number") == 0);
  }
  CHECK(refusal({"--steps", "9223372036854775808"}).find("too large") != std::string::npos);
  CHECK(refusal({"--seed", "18446744073709551616"}).find("too large") != std::string::npos);
  CHECK(refusal({"--steps"}) == "--steps needs a value");
  CHECK(refusal({"--steps="}) == "--steps needs a value");
}

TEST_CASE("an unknown flag is refused, and the nearest one suggested") {
  CHECK(refusal({"--sead", "1"}) == "there is no flag --sead; did you mean --seed?");
  CHECK(refusal({"--thread=2"}) == "there is no flag --thread; did you mean --threads?");
  CHECK(refusal({"--qiuet"}) == "there is no flag --qiuet; did you mean --quiet?");
  CHECK(refusal({"--colour"}) == "there is no flag --colour; --help lists them");
  CHECK(refusal({"more"}) == "\"more\" is no flag; --help lists them");
  CHECK(refusal({"--device", "gpu"}).find("did you mean cuda?") != std::string::npos);
}

TEST_CASE("HEED_DEVICE is the device where no flag says another") {
  setenv("HEED_DEVICE", "auto", 1);
  CHECK(parse({}).device == "auto");
  CHECK(parse({"--device", "cpu"}).device == "cpu");
  setenv("HEED_DEVICE", "gpu", 1);
  CHECK(refusal({}) == "HEED_DEVICE gpu is none of cpu, cuda and auto; did you mean cuda?");
  CHECK(parse({"--device", "cuda"}).device == "cuda");
  setenv("HEED_DEVICE", "", 1);
  CHECK(parse({}).device == "cpu");
  unsetenv("HEED_DEVICE");
  CHECK(refusal({"--precision", "fp16"}) ==
        "--precision fp16 is none of fp32, tf32 and bf16; did you mean fp32?");
}

TEST_CASE("what is wrong in a flag cannot speak to the terminal") {
  CHECK(refusal({"--\x1b[31mred\n"}).find_first_of("\x1b\n") == std::string::npos);
  CHECK(refusal({"\x1b[31mred"}).find('\x1b') == std::string::npos);
  CHECK(refusal({"--steps", "\x1b[31m"}).find('\x1b') == std::string::npos);
  CHECK(refusal({"--device", "\x1b[31m"}).find('\x1b') == std::string::npos);
}

TEST_CASE("a lesson may have flags of its own") {
  bool fast = false;
  int64_t heads = 4;
  double rate = 0.1;
  std::string name = "a";
  const std::vector<Flag> flags = {{"--fast", "less", &fast},
                                   {"--heads", "attention heads", &heads},
                                   {"--rate", "learning rate", &rate},
                                   {"--name", "a name", &name}};
  parse({}, flags);
  CHECK((heads == 4 && rate == 0.1 && name == "a" && !fast));
  parse({"--fast", "--heads", "8", "--rate", "0.5", "--name", "b"}, flags);
  CHECK((heads == 8 && rate == 0.5 && name == "b" && fast));
  CHECK(refusal({"--heads", "0"}, flags).find("--heads needs a whole number") == 0);
  for (const char* bad : {"0", "-1", "nan", "inf", "x", "1e999"}) {
    CAPTURE(bad);
    CHECK(refusal({"--rate", bad}, flags).find("--rate needs a number above 0") == 0);
  }
}

TEST_CASE("help lists every flag, the budget and the exit codes, and version the version") {
  try {
    parse({"--help"});
    FAIL("no help");
  } catch (const HelpAsked& help) {
    const std::string text = help.what();
    for (const char* part :
         {"--help", "--version", "--seed", "--threads", "--steps", "--data", "--out", "--device",
          "--precision", "--profile", "--quiet", "1000", "Reads digits.", "130"})
      CHECK(text.find(part) != std::string::npos);
  }
  CHECK_THROWS_AS(parse({"--version"}), HelpAsked);
}

TEST_CASE("the nearest word is one that a typing mistake explains") {
  const std::vector<std::string> words = {"05_attention", "08_self_attention_2d", "14_tiny_vit"};
  CHECK(nearest("14_tiny_vti", words) == "14_tiny_vit");
  CHECK(nearest("5_attention", words) == "05_attention");
  CHECK(nearest("banana", words) == "");
  CHECK(nearest("", words) == "");
}
