// Multi-head attention, the transformer's layers, their stacks and the whole against PyTorch's.

#include "layers/transformer.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden.hpp"

using namespace heed;

namespace {

using Inputs = std::vector<Tensor>;
constexpr int64_t kDim = 4, kHeads = 2;

Mask mask_of(const Tensor& recorded) {
  Mask mask(recorded.shape());
  for (int64_t i = 0; i < mask.numel(); ++i) mask.mutable_data()[i] = recorded.data()[i] != 0;
  return mask;
}

TransformerOptions options_of(const std::string& form) {
  return {.encoder_layers = 2,
          .decoder_layers = 2,
          .final_norm = form.starts_with("pre"),
          .feedforward = 6,
          .dropout = 0,
          .activation = form.ends_with("gelu") ? Activation::gelu : Activation::relu,
          .norm_first = form.starts_with("pre")};
}

const char* const every_form[] = {"post-norm, relu", "post-norm, gelu", "pre-norm, relu",
                                  "pre-norm, gelu"};

// The masks behind the sequences, as transformer.py recorded them: the source's mask and padding;
AttentionOptions source_masks(const Inputs& in, size_t first) {
  return {.mask = mask_of(in[first]), .key_padding = mask_of(in[first + 1])};
}
// the target's padding, which is causal, too, then the memory's mask and padding.
AttentionOptions target_masks(const Inputs& in) {
  return {.key_padding = mask_of(in[2]), .causal = true};
}

struct Case {
  const char* name;
  MultiheadOptions options = {};
  std::function<AttentionOptions(const Inputs& in)> masks = [](auto&) {
    return AttentionOptions{};
  };
};

AttentionOptions with_mask(const Inputs& in) { return {.mask = mask_of(in[3])}; }
AttentionOptions with_padding(const Inputs& in) { return {.key_padding = mask_of(in[3])}; }
AttentionOptions with_both(const Inputs& in) {
  return {.mask = mask_of(in[3]), .key_padding = mask_of(in[4])};
}

const Case crossing[] = {
    {"cross"},
    {"cross, no bias", {.bias = false}},
    {"cross, mask (N, M)", {}, with_mask},
    {"cross, mask (B, N, M)", {}, with_mask},
    {"cross, mask (B, H, N, M)", {}, with_mask},
    {"cross, padding", {}, with_padding},
    {"cross, mask and padding", {}, with_both},
    {"other widths", {.kdim = 5, .vdim = 3}},
    {"other widths, no bias, mask and padding", {.bias = false, .kdim = 5, .vdim = 3}, with_both},
};

// In one sequence the mask is causal's, and recorded only for PyTorch.
const Case alone[] = {
    {"self"},
    {"self, no bias", {.bias = false}},
    {"self, causal", {}, [](auto&) { return AttentionOptions{.causal = true}; }},
    {"self, causal", {}, [](auto& in) { return AttentionOptions{.mask = mask_of(in[1])}; }},
    {"self, padding", {}, [](auto& in) { return AttentionOptions{.key_padding = mask_of(in[1])}; }},
    {"self, causal and padding",
     {},
     [](auto& in) { return AttentionOptions{.key_padding = mask_of(in[2]), .causal = true}; }},
};

}  // namespace

TEST_CASE("golden: MultiheadAttention, with masks of every kind") {
  const Golden golden("transformer");
  for (const Case& own : crossing) {
    MultiheadAttention layer(kDim, kHeads, own.options);
    const std::string name = std::string("attention/") + own.name;
    check_golden_case(golden, name, &layer,
                      [&](auto& in) { return Outputs{layer(in[0], in[1], in[2], own.masks(in))}; });
    check_golden_case(golden, name, &layer, [&](auto& in) {
      return Outputs{layer.with_weights(in[0], in[1], in[2], own.masks(in)).output};
    });
  }
  for (const Case& own : alone) {
    MultiheadAttention layer(kDim, kHeads, own.options);
    check_golden_case(golden, std::string("attention/") + own.name, &layer,
                      [&](auto& in) { return Outputs{layer(in[0], own.masks(in))}; });
  }
}

TEST_CASE("golden: MultiheadAttention's weights, of each head and their mean") {
  const Golden golden("transformer");
  const auto check = [&](const Case& own, HeadWeights which) {
    MultiheadAttention layer(kDim, kHeads, own.options);
    check_golden_case(golden, std::string("attention/") + own.name, &layer, [&](auto& in) {
      const auto [output, weights] = layer.with_weights(in[0], in[1], in[2], own.masks(in), which);
      return Outputs{output, weights};
    });
  };
  check({"cross, weights of each head", {}, with_mask}, HeadWeights::each);
  check({"cross, mean weights", {}, with_padding}, HeadWeights::mean);
  check({"keys of another width", {.kdim = 5}}, HeadWeights::each);
}

TEST_CASE("golden: the transformer's layers, post-norm and pre-norm, with relu and gelu") {
  const Golden golden("transformer");
  for (const std::string form : every_form) {
    TransformerEncoderLayer encoder(kDim, kHeads, options_of(form));
    check_golden_case(golden, "encoder layer/" + form, &encoder,
                      [&](auto& in) { return Outputs{encoder(in[0])}; });
    check_golden_case(golden, "encoder layer/" + form + ", masks", &encoder,
                      [&](auto& in) { return Outputs{encoder(in[0], source_masks(in, 1))}; });
    TransformerDecoderLayer decoder(kDim, kHeads, options_of(form));
    check_golden_case(golden, "decoder layer/" + form, &decoder,
                      [&](auto& in) { return Outputs{decoder(in[0], in[1])}; });
    check_golden_case(golden, "decoder layer/" + form + ", masks", &decoder, [&](auto& in) {
      return Outputs{decoder(in[0], in[1], target_masks(in), source_masks(in, 3))};
    });
  }
  TransformerOptions options = options_of("post-norm, relu");
  options.eps = 0.1;
  TransformerEncoderLayer layer(kDim, kHeads, options);
  check_golden_case(golden, "encoder layer/eps", &layer,
                    [&](auto& in) { return Outputs{layer(in[0])}; });
}

TEST_CASE("golden: TransformerEncoder, TransformerDecoder and Transformer") {
  const Golden golden("transformer");
  for (const std::string form : {"post-norm, relu", "pre-norm, gelu"}) {
    TransformerOptions options = options_of(form);
    TransformerEncoder encoder(kDim, kHeads, options);
    check_golden_case(golden, "encoder/" + form, &encoder,
                      [&](auto& in) { return Outputs{encoder(in[0], source_masks(in, 1))}; });
    TransformerDecoder decoder(kDim, kHeads, options);
    check_golden_case(golden, "decoder/" + form, &decoder, [&](auto& in) {
      return Outputs{decoder(in[0], in[1], target_masks(in), source_masks(in, 3))};
    });
    options.final_norm = true;  // always there in nn.Transformer
    Transformer whole(kDim, kHeads, options);
    check_golden_case(golden, "transformer/" + form, &whole,
                      [&](auto& in) { return Outputs{whole(in[0], in[1])}; });
    check_golden_case(golden, "transformer/" + form + ", masks", &whole, [&](auto& in) {
      AttentionOptions target = source_masks(in, 4);
      target.causal = true;
      return Outputs{whole(in[0], in[1],
                           {.source = source_masks(in, 2),
                            .target = target,
                            .memory = {.mask = mask_of(in[6]), .key_padding = mask_of(in[3])}})};
    });
  }
}
