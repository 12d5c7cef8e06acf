// Pickles, hostile and malformed: what they name, what they call, and what becomes of it.

#include "tests/engine/io/pickle_rows.hpp"

using namespace heed;
using namespace pickled;
using namespace std::string_literals;

namespace {

const std::string kOrdered = named("collections", "OrderedDict");
const std::string kParameter = named("torch._utils", "_rebuild_parameter");

// A dict of the tensor and of something else.
std::string beside(const std::string& thing) {
  return pickle("}(" + text("w") + tensor() + text("x") + thing + "u");
}

}  // namespace

TEST_CASE("pickle: names that are no part of a state dict are refused, and nothing is run") {
  std::vector<Row> rows;
  for (const auto& [module, name] :
       std::vector<std::pair<std::string, std::string>>{{"os", "system"},
                                                        {"posix", "system"},
                                                        {"builtins", "eval"},
                                                        {"__builtin__", "eval"},
                                                        {"builtins", "getattr"},
                                                        {"torch._utils", "_rebuild_qtensor"},
                                                        {"torch", "ComplexFloatStorage"},
                                                        {"torch.nn.modules.linear", "Linear"},
                                                        {"collections", "OrderedDict.fromkeys"},
                                                        {"", ""}})
    rows.push_back({module + "." + name, state(called(named(module, name))),
                    "it asks for " + module + "." + name + ", which no state dict needs"});
  rows.push_back({"named, not called", beside(named("os", "system")), "it asks for os.system"});
  rows.push_back({"a name without an end", "\x80\x02"s + "cos\nsystem", "a name without an end"});
  rows.push_back({"a name that drives a terminal", state(named("o\x1b[2Js", "x")), "o?[2Js.x"});
  check_rows(rows);
}

TEST_CASE("pickle: only what rebuilds a tensor can be called, and only with what it takes") {
  const std::string no_function = "it calls what is no function";
  check_rows({
      {"a storage's type", state(called(named("torch", "FloatStorage"))), no_function},
      {"a text", state(called(text("eval"))), no_function},
      {"a dict", state(called("}")), no_function},
      {"a tensor", state(called(tensor())), no_function},
      {"arguments that are no tuple", state(kOrdered + "]R"), "whose arguments are no tuple"},
      {"an OrderedDict of something", state(called(kOrdered)), "that is made of something"},
      {"a parameter of a text", state(called(kParameter)), "a Parameter of no tensor"},
      {"a tensor of one part", state(called(named("torch._utils", "_rebuild_tensor_v2"))),
       "a tensor of other than 6 or 7 parts"},
      {"a state for a tensor", state(tensor() + "}b"), "it gives a state to what has none"},
      {"a state for a text", beside(text("x") + "}b"), "it gives a state to what has none"},
  });
}

TEST_CASE("pickle: what a training leaves beside its weights is known by name, and not made") {
  const std::string scalar = named("numpy.core.multiarray", "scalar") + "(" +
                             named("numpy", "dtype") + "(" + text("f8") + "\x89\x88tR(K\3NNNtb" +
                             named("_codecs", "encode") + "(" + text("8") + text("latin1") + "tRtR";
  check_rows({
      {"a tensor alone", state(), ""},
      {"flags", beside(named("argparse", "Namespace") + ")\x81}" + text("lr") + "K\1sb"), ""},
      {"a number of NumPy", beside(scalar), ""},
      {"a parameter", state(kParameter + "(" + tensor() + "\x88" + kOrdered + ")RtR"), ""},
      {"a version beside the names",
       pickle(kOrdered + ")R" + text("w") + tensor() + "s}" + text("_metadata") + kOrdered +
              ")Rsb"),
       ""},
      {"numbers",
       beside("(K\1M\1\1J\1\1\1\1\x8a\5\1\1\1\1\x80\x8a"s + "\0"s + "G?abcdefg\x88\x89Nt"), ""},
      {"a list", beside("]K\1a(K\2K\3e"), ""},
      {"a text of Python 2", beside("U\2ab"), ""},
      {"a dict of numbers", beside("}(K\1K\2N\x88u"), ""},
  });
}
