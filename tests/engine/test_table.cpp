// Text in columns.

#include "engine/table.hpp"
#include "tests/catch.hpp"

using namespace heed;

TEST_CASE("long numbers have a comma before every three digits") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(21665664) == "21,665,664");
  CHECK(grouped(-999) == "-999");
  CHECK(grouped(-123456) == "-123,456");
  CHECK(grouped(INT64_MAX) == "9,223,372,036,854,775,807");
}

TEST_CASE("a table's words begin at the left and its numbers end at the right") {
  Table table({"op", "kind", "n"}, 2);
  table.add({"matmul", "a", "1,000"});
  table.add({"", "", "7"});
  CHECK(table.text() ==
        "op      kind      n\n"
        "matmul  a     1,000\n"
        "                  7\n");
}

TEST_CASE("a table that is too wide cuts the beginnings of its first column") {
  Table table({"layer", "n"}, 1);
  table.add({"encoder.layers.0.self_attn.out_proj", "12"});
  table.add({"norm", "7"});
  CHECK(table.text(20) ==
        "layer              n\n"
        ".._attn.out_proj  12\n"
        "norm               7\n");
}
