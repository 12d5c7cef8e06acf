// Pickles, hostile and malformed: the stack, the memory, lengths, containers, and sizes.

#include "tests/engine/io/pickle_rows.hpp"

using namespace heed;
using namespace pickled;
using namespace std::string_literals;

namespace {

const std::string kProtocol = "\x80\x02";

}  // namespace

TEST_CASE("pickle: whatever is cut off, or claims more than there is, is refused") {
  const std::string cut = "it is cut off";
  check_rows({
      {"protocol 4", "\x80\x04}.", "it does not begin as a pickle of protocol 2"},
      {"no STOP", kProtocol + "}", "it"},
      {"a text of 2 GB", kProtocol + "X\xff\xff\xff\x7f" + "abc", cut},
      {"a text of 4 GB", kProtocol + "X\xff\xff\xff\xff" + "abc", cut},
      {"a number of 255 bytes", kProtocol + "\x8a\xff", cut},
      {"a number of 9 bytes", state("\x8a\x09" + std::string(9, '\1')),
       "a whole number of 9 bytes"},
      {"a protocol within", pickle("}" + kProtocol), "command 128"},
      {"a frame of protocol 4", pickle("}\x95"), "command 149, which no state dict takes"},
      {"a name from the stack", pickle("}\x93"), "command 147"},
      {"an instance", pickle("}i"), "command 105"},
      {"an empty set", pickle("\x8f"), "command 143"},
  });
}

TEST_CASE("pickle: commands find what they need on the stack, or are refused") {
  const std::string few = "too few values on the stack", none = "no value on the stack",
                    no_mark = "no mark on the stack", not_one = "not with one object";
  check_rows({
      {"STOP without an object", pickle(""), not_one},
      {"STOP with two", pickle("}}"), not_one},
      {"STOP with a mark", pickle("}("), not_one},
      {"a call of nothing", pickle("R"), few},
      {"three of two", pickle("NN\x87"), few},
      {"values below a mark", pickle("NN(R"), few},
      {"remembering nothing", pickle("q\1"), none},
      {"remembering below a mark", pickle("}(q\1"), none},
      {"items without a mark", pickle("}u"), no_mark},
      {"a tuple without a mark", pickle("Nt"), no_mark},
      {"items for nothing", pickle("(u"), none},
      {"recalling what was not kept", pickle("h\7"), "it recalls value 7, which is none"},
      {"recalling 2^31", pickle("j\0\0\0\x80"s), "it recalls value 2147483648"},
      {"keeping at 2^32 - 1", state(tensor() + "r\xff\xff\xff\xff"), ""},
      {"a state without an object", pickle("}b"), none},
  });
}

TEST_CASE("pickle: dicts and lists take what they can hold, and names come once") {
  const std::string no_dict = "it puts items into what is no dict";
  const std::string w = text("w") + tensor();
  check_rows({
      {"items for a list", pickle("](" + w + "u"), no_dict},
      {"items for a tuple", pickle(")" + w + "s"), no_dict},
      {"items for a tensor", pickle(tensor() + w + "s"), no_dict},
      {"a key without a value", pickle("}(" + w + text("x") + "u"), "a key without a value"},
      {"a dict as key", pickle("}}Ns"), "a key that is neither text nor a number"},
      {"a tensor as key", pickle("}" + tensor() + "Ns"), "a key that is neither"},
      {"a list as key", pickle("}]Ns"), "a key that is neither"},
      {"appending to a dict", pickle("}Na"), "it appends to what is no list"},
      {"a name twice", pickle("}(" + w + w + "u"), "tensor \"w\": this name is there twice"},
      {"a part twice", pickle("}(" + repeat(text("p") + "}" + w + "s", 2) + "u"), "there twice"},
      {"a name that is not UTF-8", pickle("}" + text("\xff") + tensor() + "s"), "is not UTF-8"},
      {"a list instead", pickle("]"), "it holds no state dict"},
      {"a tensor instead", pickle(tensor()), "it holds no state dict"},
  });
}

TEST_CASE("pickle: what contains itself, or grows beyond measure, ends") {
  const std::string doubled = repeat("q\1h\1\x86", 50);  // a pair of pairs of … 2^50 in all
  const std::string dict_of_itself = pickle("}q\1(" + text("w") + tensor() + text("x") + "h\1u");
  check_rows({
      {"a list that contains itself", pickle("}(" + text("w") + tensor() + text("x") + "]q\1h\1au"),
       ""},
      {"a million tuples, one in the other", state(")" + repeat("\x85", 1'000'000)),
       "more than 200,000 tuples"},
      {"100,000 tuples, one in the other",
       pickle("}(" + text("w") + tensor() + text("x") + ")" + repeat("\x85", 100'000) + "u"), ""},
      {"2^50 pairs", pickle("}(" + text("w") + tensor() + text("x") + ")" + doubled + "u"), ""},
      {"a million values", pickle(repeat("N", 1'000'000)), "it stacks more than 400,000 values"},
      {"a million marks", pickle(repeat("(", 1'000'000)), "it stacks more than 400,000 marks"},
      {"a dict that contains itself", dict_of_itself, ""},
  });
  const std::string many = "}q\1(" + text("w") + tensor() + repeat(text("x") + "h\1", 1000) + "u";
  check_rows({{"one part, a thousand times", pickle(many), "this name is there twice"}});
  std::string names;
  for (int i = 0; i < 3000; ++i) names += text(std::to_string(i)) + "h\1";
  const std::string inner = "}q\1(" + text(std::string(100'000, 'n')) + tensor() + "u";
  check_rows({{"a long name, 3,000 times", pickle("}(" + text("first") + inner + names + "u"),
               "names beyond all measure"}});
}
