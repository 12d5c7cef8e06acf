// Loops over the bytes of masks.

#include "engine/ops/mask.hpp"

#include "engine/kernels/broadcast.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

template <class Joined>
Mask join(const char* name, const MaskTerm& a, const MaskTerm& b, Joined joined) {
  const Op op(name, a.at);
  const Mask &u = a.mask, &v = b.mask;
  Mask mask(broadcast(u.shape(), v.shape(), name, op.at()), 0, op.at());
  if (mask.numel() == 0) return mask;
  uint8_t* out = mask.mutable_data();
  const uint8_t *pu = u.data(), *pv = v.data();
  const kernels::BroadcastLoops<2> loops(mask.shape(), {u.shape(), v.shape()});
  kernels::with_steps(loops.step(0), loops.step(1), [&](auto s, auto t) {
    loops.parallel(
        [&](int64_t begin, int64_t end, int64_t start, const std::array<int64_t, 2>& at) {
          for (int64_t i = begin; i < end; ++i)
            out[start + i] = joined(pu[at[0] + i * s] != 0, pv[at[1] + i * t] != 0);
        });
  });
  return mask;
}

}  // namespace

Mask operator!(const Mask& mask) {
  Mask other(mask.shape());
  uint8_t* out = other.mutable_data();
  for (int64_t i = 0; i < mask.numel(); ++i) out[i] = mask[i] == 0;
  return other;
}

Mask operator&(const MaskTerm& a, const MaskTerm& b) {
  return join("and", a, b, [](bool u, bool v) { return u && v; });
}

Mask operator|(const MaskTerm& a, const MaskTerm& b) {
  return join("or", a, b, [](bool u, bool v) { return u || v; });
}

}  // namespace heed::inline HEED_PRECISION
