// A sentence in company: what a judge says of it, beside no others, one, or three.
#pragma once

#include "lessons/11_normalisation/reader.hpp"
#include "lessons/11_normalisation/sentences.hpp"

namespace lesson11 {

constexpr int64_t kMoved = 256;  // test sentences that are put into every company

// The company that a sentence is read in.
struct Company {
  std::string name;
  std::vector<std::string> others;
};
extern const std::vector<Company> kCompanies;

Sentences test_sentences();  // 1,024, the same for every seed
void teach(Judge& judge, uint64_t seed, show::Progress bar);

// What a judge says of each of the first test sentences in every company.
struct Judgement {
  std::string name;
  double accuracy = 0;       // on test sentences, in eval mode
  std::vector<Tensor> said;  // for each company: the probability that sentence i praises, (kMoved)

  double spread(int64_t i) const;  // from the least to the greatest probability
  bool torn(int64_t i) const;      // praise in one company, complaint in another
  double torn_share() const;
  int64_t most_moved() const;  // the sentence with the greatest spread
};
// In train mode running averages move, so ask in eval mode first.
Judgement judgement(const std::string& name, Judge& judge, Mode mode);

// The vector of one sentence (1, N) in every company, in train mode: (companies, D).
Tensor summaries(Judge& judge, const Indices& sentence);

}  // namespace lesson11
