// 12_transformer: the encoder–decoder of "Attention is all you need". The sections, one file each,
// are in sections.hpp; the model is layers/models/sequence_transformer.hpp.
#include "lessons/12_transformer/pronouncer.hpp"
#include "lessons/12_transformer/sections.hpp"

namespace {

using namespace lesson12;

void ask(show::Page& page) {
  page.question(
          "The decoder is trained on all places of a target at once, and writes one at a time. Why "
          "may it be trained at once?",
          "Because of the causal mask: what is computed at a place does not depend on later ones, "
          "so it is the same number whether they are there or not. An RNN has to go step by step "
          "in training, too.")
      .question(
          "Why does the cache not help in training?",
          "In training all queries are there at once, and one matrix product serves them all. The "
          "cache saves computing keys and values *again*; in training nothing is computed twice.");
}

const std::string kNoWord = "-";  // what --word is unless given: no word has a dash

struct Own {  // the lesson's own flags
  std::string norm = "pre", word = kNoWord, load;
  int64_t beam = 4;
  bool quick = false;
};

// Before minutes are spent on training.
void check(const Own& own) {
  if (own.norm != "pre" && own.norm != "post")
    throw show::UsageError("--norm is pre or post, not \"" + own.norm + "\"");
  try {
    if (own.word != kNoWord) check_word(own.word);
  } catch (const ValueError& error) {
    throw show::UsageError(std::string("--word: ") + error.what());
  }
  if (!own.load.empty()) load_pronouncer(own.load, own.norm == "pre");
}

void run_sections(show::Run& run, const Own& own) {
  check(own);
  show::Page page = run.page();
  Lesson lesson{run,      page,      own.norm == "pre",
                own.beam, own.quick, own.word == kNoWord ? "" : own.word,
                own.load};
  compute_by_hand(lesson);
  draw_the_recipe(lesson);
  if (own.load.empty()) {  // with a model that is there, its part alone
    read_dates(lesson);
    add_numbers(lesson);
    take_parts_away(lesson);
  }
  pronounce_words(lesson);
  ask(page);
  run.write(page);
  run.suggest("lessons/run 12 --norm post      the paper's order of norm and sum");
  run.suggest("lessons/run 12 --word NAME      how is it pronounced?");
  run.suggest("lessons/run 14                  the same encoder reads pictures");
}

}  // namespace

int main(int argc, char** argv) {
  Own own;
  const auto lesson = [&own](show::Run& run) { run_sections(run, own); };
  return heed::show::run_lesson(
      argc, argv, "12_transformer", lesson,
      {{"--norm", "layer norm before (pre) or after (post) each part", &own.norm},
       {"--beam", "hypotheses that beam search keeps", &own.beam},
       {"--quick", "fewer steps: half of some, an eighth of the longest training", &own.quick},
       {"--word", "a word to be pronounced, of the letters a to z", &own.word},
       {"--load", "pronouncer.safetensors of an earlier run, in place of training it", &own.load}});
}
