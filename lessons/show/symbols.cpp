// The commands of TeX that stand for one symbol.
#include <sstream>
#include <unordered_map>

#include "lessons/show/formula.hpp"

namespace heed::show {

namespace {

// Each a name and what it stands for.
constexpr const char* kIdentifiers = R"(
  alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ kappa κ lambda λ mu μ
  nu ν xi ξ pi π rho ρ sigma σ tau τ phi ϕ varphi φ chi χ psi ψ omega ω ell ℓ
  Gamma Γ Delta Δ Theta Θ Lambda Λ Sigma Σ Phi Φ Psi Ψ Omega Ω)";

constexpr const char* kUpright = R"(
  infty ∞ partial ∂ nabla ∇ ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ emptyset ∅ top T mathbbR ℝ
  mathbbE 𝔼 mathcalL ℒ)";

constexpr const char* kFunctions = R"(
  exp exp log log ln ln sin sin cos cos tan tan tanh tanh det det softmax softmax)";

constexpr const char* kOperations = R"(
  cdot · times × odot ⊙ otimes ⊗ oplus ⊕ circ ∘ ast ∗ pm ± div ÷ in ∈ notin ∉ subset ⊂ cup ∪ cap ∩
  to → rightarrow → leftarrow ← mapsto ↦ Rightarrow ⇒ le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈
  sim ∼ equiv ≡ propto ∝ ll ≪ gg ≫ mid ∣ colon : forall ∀ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉
  langle ⟨ rangle ⟩ lvert | rvert | lVert ‖ rVert ‖ | ‖ { { } } % % & &amp; _ _ # # $ $)";

constexpr const char* kBig = R"(
  sum ∑ prod ∏ int ∫ max max min min lim lim argmax argmax argmin argmin)";

constexpr const char* kAccents = "hat ^ bar ¯ tilde ~ vec →";

constexpr const char* kSpaces = "  , 0.17em : 0.22em ; 0.28em ! -0.17em quad 1em qquad 2em";

using Table = std::unordered_map<std::string, Symbol>;

Table make_table() {
  using enum Symbol::Kind;
  Table table{{" ", {space, "0.25em"}}};
  for (const auto& [kind, words] : {std::pair{identifier, kIdentifiers},
                                    {upright, kUpright},
                                    {function, kFunctions},
                                    {operation, kOperations},
                                    {big, kBig},
                                    {accent, kAccents},
                                    {space, kSpaces}}) {
    std::istringstream pairs(words);
    for (std::string name, text; pairs >> name >> text;) table[name] = {kind, text};
  }
  return table;
}

}  // namespace

const Symbol* find_symbol(std::string_view name) {
  static const Table table = make_table();
  const auto found = table.find(std::string(name));
  return found == table.end() ? nullptr : &found->second;
}

}  // namespace heed::show
