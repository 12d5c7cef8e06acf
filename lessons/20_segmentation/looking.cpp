// Rows of attention as soft masks: two shapes of one kind that touch.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/20_segmentation/instances.hpp"
#include "lessons/20_segmentation/pictures.hpp"
#include "lessons/20_segmentation/sections.hpp"

namespace lesson20 {

namespace {

constexpr int64_t kScenes = 64, kExamples = 5;
constexpr uint64_t kChoosing = 1, kStating = 2;  // seeds

struct Head {
  size_t block, head;
  std::string name() const { return fmt::format("Block {}, head {}", block + 1, head + 1); }
};

// What the heads do on one kind of scenes.
struct Findings {
  Touching scenes;
  std::vector<Tensor> attentions;            // by block, (B, H, N, N)
  std::vector<std::vector<Shares>> by_head;  // by block and head
  Shares nearness;                           // of the stated head, if it knew but distances
};

Findings look(Segmenter& model, bool one_colour, uint64_t seed) {
  Findings f;
  f.scenes = TouchingGenerator(pairs(one_colour), seed).scenes(0, kScenes);
  f.attentions = model.attentions(centred(f.scenes.images));
  const Indices owner = owners(f.scenes);
  for (const Tensor& attention : f.attentions) f.by_head.push_back(shares(attention, owner));
  return f;
}

// The head whose attention lies most on its own shape and least on the other.
Head most_faithful(const Findings& f) {
  Head best{0, 0};
  double most = -1;
  for (size_t block = 0; block < f.by_head.size(); ++block)
    for (size_t h = 0; h < f.by_head[block].size(); ++h)
      if (const Shares& s = f.by_head[block][h]; s.own - s.other > most)
        most = s.own - s.other, best = {block, h};
  return best;
}

void add_nearness(Findings& f, const Head& head) {
  const Tensor near = by_distance(f.attentions[head.block]);
  f.nearness = shares(near, owners(f.scenes))[head.head];
}

using Rows = std::vector<std::vector<std::string>>;
const std::vector<std::string> kHeader = {"head", "two colours: own", "other", "one colour: own",
                                          "other"};

std::vector<std::string> row(const std::string& name, const Shares& two, const Shares& one) {
  const auto text = [](double share) { return fmt::format("{:.3f}", share); };
  return {name, text(two.own), text(two.other), text(one.own), text(one.other)};
}

Rows rows(const Findings& two, const Findings& one, const Head& chosen) {
  Rows table;
  for (size_t block = 0; block < two.by_head.size(); ++block)
    for (size_t h = 0; h < two.by_head[block].size(); ++h)
      table.push_back(row(Head{block, h}.name(), two.by_head[block][h], one.by_head[block][h]));
  table.push_back(row(chosen.name() + ", if it knew but distances", two.nearness, one.nearness));
  return table;
}

// A patch near the middle of the scene's first shape that shows nothing else.
int64_t inside(const Touching& scenes, int64_t scene) {
  const Indices owner = owners(scenes);
  const int64_t tokens = owner.shape()[1], side = scenes.images.size(3) / kPatch;
  double x = 0, y = 0, count = 0;
  for (int64_t n = 0; n < tokens; ++n)
    if (owner[scene * tokens + n] == 1) x += double(n % side), y += double(n / side), ++count;
  int64_t best = 0;
  double least = 1e9;
  for (int64_t n = 0; n < tokens; ++n) {
    const double dx = double(n % side) - x / count, dy = double(n / side) - y / count;
    if (owner[scene * tokens + n] == 1 && dx * dx + dy * dy < least)
      least = dx * dx + dy * dy, best = n;
  }
  return best;
}

show::Picture masks(const Findings& f, const Head& head) {
  std::vector<show::Picture> pictures;
  for (int64_t scene = 0; scene < kExamples; ++scene) pictures.push_back(plain(f.scenes, scene));
  for (int64_t scene = 0; scene < kExamples; ++scene) {
    const int64_t token = inside(f.scenes, scene);
    const Tensor map = select(select(f.attentions[head.block], 0, scene), 0, int64_t(head.head));
    pictures.push_back(looking(f.scenes, scene, select(map, 0, token), token));
  }
  return show::grid(pictures, int(kExamples), 6, {255, 255, 255});
}

show::Explorer explorer(const Findings& f, const Head& head) {
  const int side = int(f.scenes.images.size(3) / kPatch);
  show::Explorer result{.name = "two shapes of one kind that touch",
                        .picture = show::Picture::rgb(select(f.scenes.images, 0, 0)),
                        .rows = side,
                        .columns = side,
                        .cell = "patch",
                        .chosen = int(inside(f.scenes, 0)),
                        .layer = int(head.block),
                        .head = int(head.head),
                        .layers = {}};
  for (const Tensor& attention : f.attentions) result.layers.push_back(select(attention, 0, 0));
  return result;
}

void introduce(show::Page& page) {
  page.heading("Where one shape ends")
      .text(
          "The classes do not say where one circle ends and the next begins: to both, the answer "
          "is “circle”. The rows of attention may. A row says what a patch takes from where; if "
          "that is its own shape, the row is a soft mask of the instance. So here are scenes of "
          "two shapes of *one* kind that touch. The patches that lie wholly inside a shape are "
          "asked: which share of your attention falls on your own shape, which on the other?");
}

void describe(show::Page& page, const Findings& two, const Findings& one, const Head& head) {
  const Shares &own = two.by_head[head.block][head.head],
               &alike = one.by_head[head.block][head.head];
  introduce(page);
  page.table(kHeader, rows(two, one, head),
             "Shares of the attention, averaged over the patches inside shapes; the rest falls on "
             "the ground and on patches at a border.")
      .text(fmt::format(
          "{} keeps best to its own (it was chosen on other scenes): where the two shapes have two "
          "colours, **{:.2f}** of its attention falls on its own shape and **{:.2f}** on the "
          "other. Distance alone, as the last line has it, would give {:.2f} and {:.2f}.",
          head.name(), own.own, own.other, two.nearness.own, two.nearness.other))
      .figure(masks(two, head),
              fmt::format("Two colours. Above: five scenes. Below: what the framed patch looks at. "
                          "{}; yellow is the largest weight.",
                          head.name()),
              "The bright part of each map covers the shape in which the framed patch lies.")
      .text(fmt::format(
          "With *one* colour for both shapes that ends: {:.2f} on its own, {:.2f} on the other. Of "
          "what falls on the two shapes, its own gets {:.0f} %; with two colours it was {:.0f} %, "
          "and a head that knew but distances would come to {:.0f} %. So it goes by colour, and by "
          "nothing else: nothing in its training asked for more.",
          alike.own, alike.other, 100 * alike.kept(), 100 * own.kept(), 100 * one.nearness.kept()))
      .figure(masks(one, head), "One colour: the maps spill over into the other shape.",
              "The bright part of each map covers both shapes.")
      .text("Ask any patch, in any block and head:")
      .explorer(explorer(two, head), "The first scene with two colours.");
}

}  // namespace

void look_at_instances(Lesson& lesson, Segmenter& model) {
  const Head head = most_faithful(look(model, false, kChoosing));
  Findings two = look(model, false, kStating), one = look(model, true, kStating);
  add_nearness(two, head);
  add_nearness(one, head);
  const Shares &own = two.by_head[head.block][head.head],
               &alike = one.by_head[head.block][head.head];
  std::cout << show::text_table(kHeader, rows(two, one, head)) << "\n";
  lesson.run.figure("own_instance", own.own, show::Range{0.642, 0.745});
  lesson.run.figure("other_instance", own.other, show::Range{0.012, 0.083});
  lesson.run.figure("own_instance_one_colour", alike.own, show::Range{0.283, 0.384});
  lesson.run.figure("other_instance_one_colour", alike.other, show::Range{0.239, 0.322});
  lesson.run.figure("kept_by_distance_alone", two.nearness.kept(), show::Range{0.687, 0.713});
  masks(two, head).save(lesson.run.file("masks.png"));
  describe(lesson.page, two, one, head);
}

}  // namespace lesson20
