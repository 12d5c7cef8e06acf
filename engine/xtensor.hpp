// The one door to xtensor: include this, never <xtensor/…>. It keeps 130,000 lines of templates out
// of every file that does not need them, and holds the mend that xtensor needs in C++20.
#pragma once

#if __has_include(<xtensor/core/xtensor_config.hpp>)  // since 0.26 the headers lie in folders
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xarray.hpp>
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/core/xmath.hpp>
#include <xtensor/io/xio.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xexpression_traits.hpp>
#include <xtensor/xshape.hpp>

// Before 0.26 xtensor asks for `__cplusplus == 201703L` (Debian 13 has mended its 0.25). Under
// C++20 GCC then takes the shape of any xarray for a fixed one of 4 axes, and eager reducers,
// variance, tile and pad crash or answer wrongly.
// https://github.com/xtensor-stack/xtensor/issues/1970
namespace xt::detail {
template <>
struct xtype_for_shape<dynamic_shape<std::size_t> > {
  template <class T, layout_type L>
  using type = xarray<T, L>;
};
}  // namespace xt::detail

#include <xtensor/xadapt.hpp>
#include <xtensor/xarray.hpp>
#include <xtensor/xio.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>
#endif
