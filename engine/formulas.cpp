// The table of formulas, by name. z stands for x with mean 0 and variance 1; [c], for 1 where c
// holds and else 0; phi and Phi, for the normal distribution's density and function.

#include "engine/formulas.hpp"

#include <algorithm>
#include <iterator>

namespace heed::inline HEED_PRECISION {

namespace {

using enum Cost;

constexpr const char* kNorm =
    "with dz = dy weight: dx = (dz - mean(dz) - z mean(dz z)) / sqrt(var + eps); "
    "dweight = sum(dy z); dbias = sum(dy)";
constexpr const char* kConv =
    "dx = each dy, times the weights, back to what its window saw; "
    "dweight = sum over places of dy times what the window saw; dbias = sum(dy)";
constexpr const char* kRecurrence =
    "backward through time: dh_t = dy_t + W_hh^T dgates_t+1, and what the gates let through; "
    "dW = sum over t of dgates_t times what they read";
constexpr const char* kWindows = "dx = each dy, in equal shares, to what its window saw";

constexpr Formula kFormulas[] = {
    {"abs", "x", "dx = dy sign(x)"},
    {"adaptive_avg_pool2d", "x", kWindows},
    {"add", "a b", "da = dy, db = dy"},
    {"additive_scores", "query keys v",
     "with t = tanh(query + key), ds = dy v (1 - t^2): dquery = ds summed over keys; "
     "dkeys = ds summed over queries; dv = sum(dy t)"},
    {"avg_pool2d", "x", kWindows},
    {"batch_norm", "x weight bias", kNorm},
    {"binary_cross_entropy_with_logits", "input target",
     "dinput = dy weight (sigmoid(input) - target), dtarget = -dy weight input; over n for a mean"},
    {"cat", "", "each takes its part of dy", moves},
    {"clip", "x", "dx = dy [min <= x <= max]"},
    {"conv1d", "x weight bias", kConv},
    {"conv2d", "x weight bias", kConv},
    {"conv_transpose2d", "x weight bias",
     "dx = conv2d(dy, weight); dweight = sum over places of x times the dy of its window; "
     "dbias = sum(dy)"},
    {"cos", "x", "dx = -dy sin(x)"},
    {"cross_entropy", "logits",
     "dlogits = dy weight (softmax(logits) - target); over the sum of weights for a mean"},
    {"cumsum", "x", "dx_i = sum of dy_j over j >= i"},
    {"div", "a b", "da = dy / b, db = -dy a / b^2"},
    {"dropout", "x", "dx = dy mask / (1 - p)"},
    {"einsum", "", "for each operand the einsum of dy with all others, dy's indices for its own"},
    {"elu", "x", "dx = dy where x > 0, else dy alpha e^x"},
    {"embedding", "weight", "row k of dweight = sum of dy over the places with index k", moves},
    {"erf", "x", "dx = dy 2 / sqrt(pi) e^-x^2"},
    {"exp", "x", "dx = dy y"},
    {"expand", "x", "dx = dy summed over the repeated axes", moves},
    {"feed_forward", "x weight1 bias1 weight2 bias2",
     "dh = dy weight2, dz = dh activation'(z); dx = dz weight1, dweight1 = dz^T x, dbias1 = sum "
     "over rows of dz; dweight2 = dy^T h, dbias2 = sum over rows of dy"},
    {"flatten", "x", "dx = dy, in x's shape", shares},
    {"flip", "x", "dx = flip(dy)", moves},
    {"floor", "x", "dx = 0"},
    {"gather", "x", "dx at each index += dy", moves},
    {"gelu", "x", "dx = dy (Phi(x) + x phi(x))"},
    {"group_norm", "x weight bias", kNorm},
    {"gru", "input weight_hh bias_hh h0", kRecurrence},
    {"index_select", "x", "slice i of dx = sum of dy over the places with index i", moves},
    {"instance_norm", "x weight bias", kNorm},
    {"interpolate", "x", "each dy, by the weights of its neighbours, back to them"},
    {"kl_div", "input target",
     "dinput = -dy target, dtarget = dy (log(target) + 1 - input); over n for a mean"},
    {"l1_loss", "input target", "dinput = dy sign(input - target) = -dtarget; over n for a mean"},
    {"last_step", "y h0", "dy to each sequence's last step; where it has none, to h0", moves},
    {"layer_norm", "x weight bias", kNorm},
    {"leaky_relu", "x", "dx = dy where x > 0, else dy slope"},
    {"linear", "x weight bias", "dx = dy weight, dweight = dy^T x, dbias = sum over rows of dy"},
    {"log", "x", "dx = dy / x"},
    {"log_softmax", "x", "dx = dy - softmax(x) sum(dy)"},
    {"logsumexp", "x", "dx = dy softmax(x)"},
    {"lstm", "input weight_hh bias_hh h0 c0", kRecurrence},
    {"masked_fill", "value x", "dx = dy where the mask is not", moves},
    {"matmul", "a b", "da = dy b^T, db = a^T dy"},
    {"max", "x", "dx = dy [x = y], shared by those that tie"},
    {"max_pool2d", "x", "each dy to the largest number its window saw"},
    {"maximum", "a b", "da = dy [a > b], db = dy [b > a], half each where they tie"},
    {"mean", "x", "dx = dy / n"},
    {"min", "x", "dx = dy [x = y], shared by those that tie"},
    {"minimum", "a b", "da = dy [a < b], db = dy [b < a], half each where they tie"},
    {"mse_loss", "input target", "dinput = 2 dy (input - target) = -dtarget; over n for a mean"},
    {"mul", "a b", "da = dy b, db = dy a"},
    {"neg", "x", "dx = -dy"},
    {"nll_loss", "log_probs",
     "dlog_probs at each label = -dy weight; over the sum of weights for a mean"},
    {"norm", "x", "dx = dy x / y, for p = 2; else dy sign(x) (|x| / y)^(p - 1)"},
    {"packed_attention", "qkv",
     "as scaled_dot_product_attention: dq, dk and dv side by side in dqkv"},
    {"packed_cross_attention", "q k v", "as scaled_dot_product_attention, heads side by side"},
    {"pad", "x", "dx = the part of dy that x fills", moves},
    {"permute", "x", "dx = dy, its axes put back", moves},
    {"pow", "a b", "da = dy b a^(b - 1), db = dy y log(a)"},
    {"prod", "x", "dx_i = dy times the product of all others"},
    {"relu", "x", "dx = dy [x > 0]"},
    {"repeat", "x", "dx = dy summed over the copies", moves},
    {"reshape", "x", "dx = dy, in x's shape", shares},
    {"rms_norm", "x weight bias",
     "with z = x / rms(x), dz = dy weight: dx = (dz - z mean(dz z)) / rms(x); "
     "dweight = sum(dy z); dbias = sum(dy)"},
    {"rnn", "input weight_hh bias_hh h0", kRecurrence},
    {"roll", "x", "dx = dy, rolled back", moves},
    {"round", "x", "dx = 0"},
    {"scaled_dot_product_attention", "q k v",
     "with p = softmax(scale q k^T): dv = p^T dy, dp = dy v^T; "
     "with ds = scale p (dp - sum(p dp)): dq = ds k, dk = ds^T q"},
    {"scatter_add", "x source", "dx = dy, dsource = dy at each index", moves},
    {"select", "x", "dx at that place = dy, else 0", moves},
    {"sigmoid", "x", "dx = dy y (1 - y)"},
    {"sign", "x", "dx = 0"},
    {"silu", "x", "with s = sigmoid(x): dx = dy s (1 + x (1 - s))"},
    {"sin", "x", "dx = dy cos(x)"},
    {"slice", "x", "dx at those places = dy, else 0", moves},
    {"smooth_l1_loss", "input target",
     "with e = input - target: dinput = dy e / beta where |e| < beta, else dy sign(e); "
     "dtarget = -dinput; over n for a mean"},
    {"softmax", "x", "dx = y (dy - sum(dy y))"},
    {"softplus", "x", "dx = dy sigmoid(beta x)"},
    {"split", "x", "dx at those places = dy, else 0", moves},
    {"sqrt", "x", "dx = dy / (2 y)"},
    {"squeeze", "x", "dx = dy, in x's shape", shares},
    {"stack", "", "each takes its part of dy", moves},
    {"std", "x", "dx = dy (x - mean(x)) / ((n - correction) y)"},
    {"sub", "a b", "da = dy, db = -dy"},
    {"sum", "x", "dx = dy, the same for every number"},
    {"tanh", "x", "dx = dy (1 - y^2)"},
    {"transpose", "x", "dx = dy, its axes put back", moves},
    {"tril", "x", "dx = tril(dy)", moves},
    {"triu", "x", "dx = triu(dy)", moves},
    {"unfold", "x", "each dy back to the number it was copied from", moves},
    {"unsqueeze", "x", "dx = dy, in x's shape", shares},
    {"var", "x", "dx = 2 dy (x - mean(x)) / (n - correction)"},
    {"where", "a b", "da = dy where the mask is, db = dy where it is not", moves},
};

static_assert(std::is_sorted(std::begin(kFormulas), std::end(kFormulas),
                             [](const Formula& a, const Formula& b) { return a.op < b.op; }),
              "formula_of() looks them up by halves");

}  // namespace

const Formula* formula_of(std::string_view op) {
  const Formula* found =
      std::lower_bound(std::begin(kFormulas), std::end(kFormulas), op,
                       [](const Formula& f, std::string_view name) { return f.op < name; });
  return found != std::end(kFormulas) && found->op == op ? found : nullptr;
}

Cost cost_of(std::string_view op) {
  const Formula* formula = formula_of(op);
  return formula ? formula->cost : each_number;
}

std::string argument_of(std::string_view op, size_t index) {
  const Formula* formula = formula_of(op);
  std::string_view rest = formula ? formula->arguments : "";
  for (size_t skipped = 0; skipped < index && !rest.empty(); ++skipped)
    rest.remove_prefix(std::min(rest.find(' '), rest.size() - 1) + 1);
  return rest.empty() ? std::to_string(index) : std::string(rest.substr(0, rest.find(' ')));
}

}  // namespace heed::inline HEED_PRECISION
