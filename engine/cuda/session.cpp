// A product in pieces: while one is computed, the next comes, and the one before goes.

#include "engine/cuda/session.hpp"

#include <chrono>
#include <utility>

namespace heed::inline HEED_PRECISION::cuda {

namespace {

// Events behind those of the slots.
constexpr int kUploaded = Staging::kSlots, kComputed = kUploaded + 1;

// A part of the result: rows [row, row + rows) of each of the matrices [first, first + count).
struct Piece {
  int64_t first, count, row, rows;
};

// Cuts a product so that each piece has some megabytes to send and fetch: less, and it costs more
// to begin than it takes; all in one, and nothing overlaps. Matrices of a batch stay whole; one
// alone is cut into rows.
template <class Body>
void each_piece(const Request& r, const Body& body) {
  constexpr int64_t piece_bytes = 8 << 20, most = 8;
  if (r.count > 1 && r.step.c == 0) return body(Piece{0, r.count, 0, r.m});  // all to one C
  const int64_t row_bytes = (r.n + r.k) * int64_t(sizeof(real));
  const int64_t units = r.count > 1 ? r.count : (r.m + 127) / 128;  // of 128 rows
  const int64_t pieces =
      std::clamp<int64_t>(r.count * r.m * row_bytes / piece_bytes, 1, std::min(most, units));
  for (int64_t i = 0; i < pieces; ++i) {
    const int64_t begin = units * i / pieces, end = units * (i + 1) / pieces;
    if (r.count > 1)
      body(Piece{begin, end - begin, 0, r.m});
    else
      body(Piece{0, 1, 128 * begin, std::min(128 * end, r.m) - 128 * begin});
  }
}

}  // namespace

// A matrix, or a batch of them, on its way: the first `there` packed numbers have been sent.
struct Session::Operand {
  Layout layout;
  Memory memory;
  int64_t there;

  int64_t one() const { return layout.rows * layout.columns; }
  // How many packed numbers a piece needs, if it needs its matrices whole.
  int64_t whole(const Piece& piece) const {
    return layout.count == 1 ? one() : (piece.first + piece.count) * one();
  }
  // From matrix `first` of a batch on, and in it from number `offset`.
  device::Matrix from(int64_t first, int64_t offset, bool transposed) const {
    const int64_t step = layout.count == 1 ? 0 : one();
    return {static_cast<const real*>(memory.get()) + first * step + offset, layout.columns,
            transposed, step};
  }
};

namespace {

// Where all go to one C they go one after the other, and add up if `add` is set. What stands in C
// itself is not here: the sum comes to it when it is handed over.
void multiply_piece(Device& device, device::Product product, bool one_c) {
  const int64_t count = one_c ? product.count : 1;
  const bool add = std::exchange(product.add, false);
  if (one_c) product.count = 1;
  for (int64_t i = 0; i < count; ++i) {
    product.add = add && i > 0;
    device.multiply(product);
    for (device::Matrix* x : {&product.a, &product.b})
      x->numbers = static_cast<const real*>(x->numbers) + x->step;
  }
}

}  // namespace

Session::Session() : pool_(device_), parameters_(device_.about().memory / 2), staging_(device_) {}

// What might be used again makes room for what is needed now.
Memory Session::take(uint64_t bytes) {
  try {
    return pool_.take(bytes);
  } catch (const Failure& failure) {
    if (failure.status != device::no_memory) throw;
  }
  parameters_.forget();
  pool_.trim();
  return pool_.take(bytes);
}

// A parameter is there already, or is sent now, whole, to stay. All else comes with the pieces.
Session::Operand Session::place(const Layout& x) {
  const auto take_memory = [this](uint64_t bytes) { return take(bytes); };
  Parameters::Copy* const copy = parameters_.find(x, take_memory);
  if (!copy) return {x, take(Parameters::bytes_of(x)), 0};
  const uint64_t version = kept::version_at(x.data);
  if (copy->version == version) {
    traffic_.kept += int64_t(Parameters::bytes_of(x));
  } else {
    copy->version = 0;  // if sending fails
    staging_.send(x, 0, x.size(), copy->memory.get());
    copy->version = version;
  }
  return {x, copy->memory, x.size()};
}

void Session::bring(Operand& x, int64_t numbers) {
  if (numbers <= x.there) return;
  staging_.send(x.layout, x.there, numbers, x.memory.get());
  x.there = numbers;
}

void Session::compute(const Request& r, device::Precision precision) {
  Operand a = place(r.layout_a()), b = place(r.layout_b());
  const Layout result = r.layout_c();
  const Memory c = take(Parameters::bytes_of(result));
  const bool one_c = r.count > 1 && result.count == 1, rows_alone = r.count == 1 && !r.a.transposed;
  staging_.make_room(result.size());
  each_piece(r, [&](const Piece& piece) {
    bring(b, b.whole(piece));
    bring(a, rows_alone ? (piece.row + piece.rows) * r.k : a.whole(piece));
    device_.record(kUploaded, device::uploads);
    device_.wait(device::products, kUploaded);
    const int64_t begin = (piece.first * r.m + piece.row) * r.n;
    const int64_t row_of_a = r.a.transposed ? piece.row : piece.row * r.k;
    const device::Matrix left = a.from(piece.first, row_of_a, r.a.transposed),
                         right = b.from(piece.first, 0, r.b.transposed);
    real* const to = static_cast<real*>(c.get()) + begin;
    multiply_piece(device_,
                   {piece.count, piece.rows, r.n, r.k, left, right, to, r.n, r.m * r.n, r.c.add,
                    sizeof(real), precision},
                   one_c);
    device_.record(kComputed, device::products);
    device_.wait(device::downloads, kComputed);
    staging_.fetch(c.get(), begin, begin + (one_c ? 1 : piece.count) * piece.rows * r.n);
  });
  device_.finish();
}

void Session::multiply(const Request& request, device::Precision precision) {
  const std::lock_guard lock(mutex_);
  const auto begin = std::chrono::steady_clock::now();
  const int64_t sent = staging_.bytes_sent();
  try {
    compute(request, precision);
  } catch (...) {
    device_.settle();  // what still runs must not meet the next product
    throw;
  }
  staging_.hand_over(request.layout_c(), request.c);
  traffic_.products += request.count;
  traffic_.flops += request.flops();
  traffic_.up += staging_.bytes_sent() - sent;
  traffic_.down += int64_t(Parameters::bytes_of(request.layout_c()));
  traffic_.seconds +=
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

Traffic Session::foresee(const Request& request) {
  const std::lock_guard lock(mutex_);
  Traffic traffic;
  for (const Layout& x : {request.layout_a(), request.layout_b()})
    (parameters_.holds(x) ? traffic.kept : traffic.up) += int64_t(Parameters::bytes_of(x));
  traffic.down = int64_t(Parameters::bytes_of(request.layout_c()));
  return traffic;
}

Traffic Session::traffic() {
  const std::lock_guard lock(mutex_);
  return traffic_;
}

void Session::reset_traffic() {
  const std::lock_guard lock(mutex_);
  traffic_ = {};
}

}  // namespace heed::inline HEED_PRECISION::cuda
