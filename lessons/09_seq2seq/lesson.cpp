// 09_seq2seq: copy a string through one vector. The sections, one file each, are in sections.hpp;
// encoder and decoder in layers/models/seq2seq.hpp.
#include "lessons/09_seq2seq/sections.hpp"

namespace {

using namespace lesson09;

std::string cell_name = "gru";
bool quick = false;

void ask(show::Page& page) {
  page.question(
          "Fed backwards, more strings come out right. Is a letter nearer to its copy on "
          "average?",
          "No. Forwards, every letter has $S$ steps to go. Backwards, letter $t$ has $2t-1$, "
          "and their mean is $S$ again. But the first one has a single step: there learning "
          "can begin, and what is learned there leads to the next.")
      .question("Would a vector twice as long help?",
                "Room is not what is missing: 25 letters of 20 kinds are 108 bits, "
                "and 128 floats hold thousands. What is hard is to learn to write into it and read "
                "from it in order. The next lesson does not enlarge the vector; it keeps all of "
                "the encoder's states and lets the decoder choose.");
}

void run_sections(show::Run& run) {
  show::Page page = run.page();
  Lesson lesson{run, page, cell_of(cell_name), quick};
  show_task(lesson);
  std::vector<Copier> copiers = compare_cells(lesson);
  feed_backwards(lesson, copiers);
  let_it_run(lesson, copiers[size_t(lesson.cell)]);
  ask(page);
  run.write(page);
  run.suggest("lessons/run 09 --cell lstm            the same story told by an LSTM");
  run.suggest("lessons/run seq2seq_attention         the way out");
}

}  // namespace

int main(int argc, char** argv) {
  return show::run_lesson(
      argc, argv, "09_seq2seq", run_sections,
      {{"--cell", "rnn, gru or lstm: who tells the second half of the story", &cell_name},
       {"--quick", "a third of the steps", &quick}});
}
