// How alike two words are: a dot product, feature by feature.
#include <fmt/format.h>

#include <iostream>

#include "engine/ops.hpp"
#include "lessons/06_self_attention/sections.hpp"
#include "lessons/06_self_attention/words.hpp"

namespace lesson06 {

namespace {

struct Findings {
  Words words;
  Tensor table;                        // (8, 6): king with each word, by feature, and the sum
  std::vector<std::string> columns;    // of the table
  double king_king, king_emperor;      // the emperor is a king 1.5 times as long
  double king_father, from_negatives;  // of which so much comes from products of two negatives
};

// What each feature adds to the dot product of `name` with every word, and their sum.
Tensor itemised(const Words& words, const std::string& name) {
  const Tensor products = select(words.x, 0, words.find(name)) * words.x + 0.0;  // -0 becomes 0
  return cat({products, sum(products, -1, true)}, 1);
}

Findings compare() {
  Findings found{eight_words(), {}, kFeatures, 0, 0, 0, 0};
  found.columns.push_back("sum");
  found.table = itemised(found.words, "king");
  const Tensor king = select(found.words.x, 0, 0), father = select(found.words.x, 0, 2);
  found.king_king = double(sum(king * king).item());
  found.king_emperor = double(sum(king * (1.5 * king)).item());
  found.king_father = double(sum(king * father).item());
  found.from_negatives = double(sum(minimum(king, 0.0) * minimum(father, 0.0)).item());
  return found;
}

std::vector<std::vector<std::string>> rows_of(const Words& words, const Tensor& numbers) {
  std::vector<std::vector<std::string>> rows;
  for (size_t i = 0; i < words.names.size(); ++i) {
    rows.push_back({words.names[i]});
    for (const double value : row_of(numbers, int64_t(i)))
      rows.back().push_back(fmt::format("{:g}", value + 0.0));
  }
  return rows;
}

std::vector<std::string> header(const std::string& first, std::vector<std::string> names) {
  names.insert(names.begin(), first);
  return names;
}

void print(const Findings& found) {
  std::cout << "1. Words as vectors whose numbers have names\n\n"
            << show::text_table(header("word", kFeatures), rows_of(found.words, found.words.x))
            << "\nking with each word: what every feature adds to the dot product\n\n"
            << show::text_table(header("king with", found.columns),
                                rows_of(found.words, found.table))
            << fmt::format(
                   "\nking with king {:g}, with an emperor (the same, 1.5 times as long) {:g}\n",
                   found.king_king, found.king_emperor);
}

std::string drawn(const Words& words, const Tensor& numbers, const std::string& title,
                  const std::string& seen, const std::vector<std::string>& columns) {
  const double limit = double(max(abs(numbers)).item());
  return show::heat_plot({title, seen, "", ""}, numbers,
                         {.row_names = words.names,
                          .column_names = columns,
                          .low = -limit,
                          .high = limit,
                          .map = show::diverging,
                          .numbers = true});
}

void describe_table(show::Page& page, const Findings& found) {
  page.heading("How alike are two words?")
      .text(
          "Self-attention works on a set of vectors, one for each word, patch or pixel (a "
          "*token*). Here are eight words. Their numbers are set by hand so that they have names; "
          "-1 stands for the opposite, male or grown up. How alike two words are is their dot "
          "product: multiply feature by feature, and add up.")
      .formula("x_i \\cdot x_j = \\sum_{f} x_{i,f} \\, x_{j,f}")
      .begin_row()
      .figure(drawn(found.words, found.words.x, "Eight words",
                    "Five numbers for each of eight words, from -1 to 2.", kFeatures),
              "The words. Vermilion is above 0, blue below.")
      .figure(drawn(found.words, found.table, "king, with each word",
                    "What each feature adds to the product of king and each word; the sums are 7, "
                    "5, 4, 2, 2, 0, 3, 0.",
                    found.columns),
              "What every feature adds to king · word, and the sum. A king is most like himself, "
              "then like the queen, for their royalty; least like a daughter and bread.")
      .end_row();
}

void describe_slips(show::Page& page, const Findings& found) {
  page.note(fmt::format(
                "A source says that related words have large values in the same places. Look at "
                "the signs: of the {:g} points that king and father share, {:g} come from two "
                "*negative* numbers, being not female and not young. King and daughter have family "
                "in common, and the sum is 0, for the signs of the rest differ.",
                found.king_father, found.from_negatives))
      .text(fmt::format(
          "And length counts. Call a vector that is king, 1.5 times as long, *emperor*: king · "
          "emperor is {:g}, more than king · king, {:g}. A dot product does not ask who is equal, "
          "but who lies far in the same direction.",
          found.king_emperor, found.king_king));
}

}  // namespace

void compare_words(Lesson& lesson) {
  const Findings found = compare();
  print(found);
  describe_table(lesson.page, found);
  describe_slips(lesson.page, found);
  lesson.run.figure("king_with_each_word", [&] {
    show::Figure::ByName products;
    for (size_t i = 0; i < found.words.names.size(); ++i)
      products.emplace_back(found.words.names[i], row_of(found.table, int64_t(i)).back());
    return products;
  }());
  lesson.run.figure("king_with_emperor", found.king_emperor);
}

}  // namespace lesson06
