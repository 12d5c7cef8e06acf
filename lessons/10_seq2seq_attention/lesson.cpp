// 10_seq2seq_attention: let the decoder look back at what was read. The sections, one file each,
// are in sections.hpp; encoder, decoder and attention in layers/models/seq2seq.hpp.
#include <fmt/format.h>

#include "data/pronunciations.hpp"
#include "lessons/10_seq2seq_attention/sections.hpp"

namespace {

using namespace lesson10;

bool quick = false;
std::string word, load;
bool word_given = false;  // even if it is empty

void ask(show::Page& page) {
  page.question("Is the attention's map an explanation of what the model does?",
                "Of where the context comes from, yes. But $h_j$ is not the letter $j$: it is the "
                "encoder's state after it, and holds what came before (of two directions, the "
                "whole word). A map that points at the letter next to the expected one may still "
                "fetch the right thing.")
      .question("What does attention cost?",
                "Every written symbol is compared with every read one: $T \\cdot S$ scores, where "
                "the vector between had one handover. For sentences that is nothing; for long "
                "texts and pictures it becomes the price of everything that follows.");
}

// Before anything is trained: exit 2 for what cannot be pronounced.
void check(const std::string& asked) {
  const std::string problem = word_problem(asked);
  if (!problem.empty()) throw show::UsageError("--word: " + problem);
}

void run_sections(show::Run& run) {
  if (word_given) check(word);
  show::Page page = run.page();
  Lesson lesson{run, page, quick, word, load};
  const bool only_words = word_given || !load.empty();
  if (!only_words) {
    reverse_strings(lesson);
    copy_strings(lesson);
    translate_sentences(lesson);
  }
  pronounce_words(lesson);
  ask(page);
  run.write(page);
  const std::string saved = run.file("pronunciation.safetensors");
  run.suggest(
      fmt::format("lessons/run 10 --word attention --load {}", load.empty() ? saved : load));
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) word_given |= std::string(argv[i]).starts_with("--word");
  return show::run_lesson(
      argc, argv, "10_seq2seq_attention", run_sections,
      {{"--word", "a word of the letters a to z: pronounce it, and leave out the rest", &word},
       {"--load", "a pronunciation.safetensors of an earlier run, in place of training", &load},
       {"--quick", "half of the steps, and a quarter of the pronunciation's", &quick}});
}
