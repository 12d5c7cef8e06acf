// Pickles, hostile and malformed: storages, and the tensors that lie in them.

#include "tests/engine/io/pickle_rows.hpp"

using namespace heed;
using namespace pickled;
using namespace std::string_literals;

namespace {

std::string of_storage(const StorageWords& words) {
  return state(tensor({.storage = storage(words)}));
}

std::string of(const TensorWords& words) { return state(tensor(words)); }

}  // namespace

TEST_CASE("pickle: a storage is described as PyTorch does, and always alike") {
  const std::string no_key = "a storage whose key is no number", no_number = "a storage's length";
  const std::string other = tensor({.storage = storage({.type = named("torch", "IntStorage")})});
  const std::string longer = tensor({.storage = storage({.count = whole(5)})});
  const auto two = [](const std::string& b) {
    return pickle("}(" + text("a") + tensor() + text("b") + b + "u");
  };
  check_rows({
      {"three items", of({.storage = "(NNNtQ"}), "other than 5 or 6 items"},
      {"no tuple", of({.storage = text("0") + "Q"}), "a storage without a description"},
      {"a module", of({.storage = "(" + text("module") + "NNNNtQ"}), "a whole model was saved"},
      {"a type that is a text", of_storage({.type = text("FloatStorage")}), "of no known type"},
      {"a type that is a function", of_storage({.type = named("collections", "OrderedDict")}),
       "of no known type"},
      {"a key that leads elsewhere", of_storage({.key = text("../0")}), no_key},
      {"a key with a slash", of_storage({.key = text("0/1")}), no_key},
      {"a key that is a number", of_storage({.key = whole(0)}), no_key},
      {"an empty key", of_storage({.key = text("")}), no_key},
      {"a negative length", of_storage({.count = whole(-1)}), no_number},
      {"a length that is a text", of_storage({.count = text("4")}), no_number},
      {"a length that is true", of_storage({.count = "\x88"}), no_number},
      {"a length whose bytes overflow",
       of_storage({.count = "\x8a\x08" + std::string(7, '\0') + "\x40"}), "more than any file"},
      {"another length than the file's", of_storage({.count = whole(5)}), "storage 0"},
      {"described twice, as other numbers", two(other), "described twice, and not alike"},
      {"described twice, as longer", two(longer), "described twice, and not alike"},
      {"described twice, alike", two(tensor()), ""},
      {"a part of it",
       of({.size = tuple({2}),
           .storage = storage({.more = "(" + text("1") + whole(2) + whole(2) + "t"})}),
       ""},
      {"a part that leads out", of_storage({.more = "(" + text("1") + whole(2) + whole(3) + "t"}),
       "a part that leads out of its storage"},
      {"a tensor that leads out of its part",
       of_storage({.more = "(" + text("1") + whole(2) + whole(2) + "t"}),
       "leads out of its storage of 2"},
      {"a part of two items", of_storage({.more = "(NNt"}), "other than 3 items"},
  });
}

TEST_CASE("pickle: a tensor lies within its storage, whatever its strides are") {
  const std::string out = "leads out of its storage of 4", huge = "holds more than any file";
  const std::string no_whole = "that is no whole number from 0";
  const std::string most = "\x8a\x08" + std::string(7, '\xff') + "\x7f";  // 2^63 - 1
  check_rows({
      {"two by two", of({.size = tuple({2, 2}), .strides = tuple({2, 1})}), ""},
      {"transposed", of({.size = tuple({2, 2}), .strides = tuple({1, 2})}), ""},
      {"a number without axes", of({.size = ")", .strides = ")"}), ""},
      {"the last one", of({.size = tuple({1}), .first = whole(3)}), ""},
      {"behind the last one", of({.size = tuple({1}), .first = whole(4)}), out},
      {"one too long", of({.size = tuple({5})}), out},
      {"a stride too far", of({.size = tuple({2}), .strides = tuple({4})}), out},
      {"a stride that overflows", of({.size = tuple({3}), .strides = "(" + most + "t"}), out},
      {"a beginning that overflows", of({.size = tuple({2}), .first = most}), out},
      {"a negative beginning", of({.first = whole(-1)}), no_whole},
      {"a negative size", of({.size = tuple({-1})}), no_whole},
      {"a negative stride", of({.strides = tuple({-1})}), no_whole},
      {"a size that is true", of({.size = "(\x88t"}), no_whole},
      {"a size of 10 bytes", of({.size = "(\x8a\x0a" + std::string(10, '\1') + "t"}),
       "of 10 bytes"},
      {"a size that is a list", of({.size = "]"}), "a tensor's size is no tuple"},
      {"a size that is a number", of({.size = whole(4)}), "a tensor's size is no tuple"},
      {"more sizes than strides", of({.size = tuple({2, 2})}), "of more axes than strides"},
      {"fewer sizes than strides", of({.size = ")"}), "of more axes than strides"},
      {"nine axes", of({.size = tuple({1, 1, 1, 1, 1, 1, 1, 1, 1})}), "more than 8 axes"},
      {"no storage", of({.storage = text("0")}), "a tensor without a storage"},
      {"empty, whatever its strides", of({.size = tuple({0, 3}), .strides = tuple({9, 9})}), ""},
      {"2^62 rows of nothing", of({.size = "(" + most + whole(0) + "t", .strides = tuple({1, 1})}),
       huge},
      {"2^40 of one number", of({.size = tuple({1 << 20, 1 << 20}), .strides = tuple({0, 0})}),
       "1099511627776 numbers in a file of"},
      {"2^63 of one number", of({.size = "(" + most + "t", .strides = tuple({0})}), huge},
      {"a thousand of one number", of({.size = tuple({1000}), .strides = tuple({0})}), ""},
  });
}
