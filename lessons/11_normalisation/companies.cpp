// A sentence in company.
#include "lessons/11_normalisation/companies.hpp"

#include <algorithm>

#include "data/batches.hpp"
#include "engine/metrics.hpp"
#include "engine/ops.hpp"
#include "engine/optim.hpp"

namespace lesson11 {

namespace {

constexpr uint64_t kTraining = 114, kTest = 115;
constexpr int64_t kBatch = 16, kTestSentences = 1024;

Indices in_company(const Indices& sentence, const Company& company) {
  std::vector<int64_t> words(sentence.data(), sentence.data() + sentence.numel());
  for (const std::string& other : company.others) {
    const Indices read = read_sentence(other);
    words.insert(words.end(), read.data(), read.data() + read.numel());
  }
  return {{int64_t(1 + company.others.size()), kLongest}, words};
}

}  // namespace

const std::vector<Company> kCompanies = {
    {"alone", {}},
    {"beside a complaint", {"that old book was very poor"}},
    {"beside a praise", {"the song was great"}},
    {"among three complaints", {"the play was dull", "that book was bad", "the song was not good"}},
    {"among three praises",
     {"the play was clever", "that book was great", "the song was not poor"}},
};

Sentences test_sentences() {
  Random random(11, kTest);
  return opinions(kTestSentences, random);
}

void teach(Judge& judge, uint64_t seed, show::Progress bar) {
  Random random(seed, kTraining);
  Adam optimizer(judge.parameters(), {.lr = 0.01});
  const CosineAnnealingLR schedule(0.01, bar.steps());
  while (bar.next()) {
    const Sentences batch = opinions(kBatch, random);
    const Tensor loss = bar.loss([&] { return cross_entropy(judge(batch.words), batch.praises); });
    optimizer.zero_grad();
    loss.backward();
    schedule.apply(optimizer, bar.step());
    optimizer.step();
  }
}

double Judgement::spread(int64_t i) const {
  double low = 1, high = 0;
  for (const Tensor& p : said)
    low = std::min(low, double(p.at({i}))), high = std::max(high, double(p.at({i})));
  return high - low;
}

bool Judgement::torn(int64_t i) const {
  const auto praised = [&](const Tensor& p) { return p.at({i}) > 0.5; };
  return std::any_of(said.begin(), said.end(), praised) &&
         !std::all_of(said.begin(), said.end(), praised);
}

double Judgement::torn_share() const {
  double count = 0;
  for (int64_t i = 0; i < kMoved; ++i) count += torn(i);
  return count / double(kMoved);
}

int64_t Judgement::most_moved() const {
  int64_t most = 0;
  for (int64_t i = 1; i < kMoved; ++i)
    if (spread(i) > spread(most)) most = i;
  return most;
}

Judgement judgement(const std::string& name, Judge& judge, Mode mode) {
  const Sentences test = test_sentences();
  const Evaluation evaluation(judge);
  Judgement j{name, accuracy(judge(test.words), test.praises), {}};
  judge.train(mode == Mode::train);
  for (const Company& company : kCompanies) {
    Tensor said = empty({kMoved});
    for (int64_t i = 0; i < kMoved; ++i)
      said.mutable_data()[i] =
          judge.praise(in_company(take(test.words, std::vector<int64_t>{i}), company)).at({0});
    j.said.push_back(said);
  }
  return j;
}

Tensor summaries(Judge& judge, const Indices& sentence) {
  const Evaluation evaluation(judge);
  judge.train();
  std::vector<Tensor> rows;
  for (const Company& company : kCompanies)
    rows.push_back(select(judge.summary(in_company(sentence, company)), 0, 0));
  return stack(rows);
}

}  // namespace lesson11
