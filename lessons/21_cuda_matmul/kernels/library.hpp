// The library of the kernels as the lesson sees it: plain C, so that the lesson needs no CUDA to be
// built, and loads the library when it runs (card.hpp).
#pragma once

extern "C" {

// Ways to a product, in the order of the lesson. The last three are cuBLAS's.
enum Lesson21Way {
  kNaive,
  kCoalesced,
  kTiles,
  kRegisters,
  kVectorised,
  kTensorCoresTf32,
  kTensorCoresBf16,
  kCublasFloat,
  kCublasTf32,
  kCublasBf16,
  kWays
};

struct Lesson21Card {
  char name[256];
  int major, minor;     // compute capability
  int multiprocessors;  // blocks run on
  int driver;           // the CUDA version that the driver knows: 13000 is 13.0
  double clock;         // the highest, in Hz
  double memory;        // bytes
};

// All return 0, or 1 and leave the reason in lesson21_problem(), which is of this thread.
int lesson21_card(Lesson21Card* card);
// C (m, n) = A (m, k) B (k, n), row-major, on the CPU's memory. Nothing is written on failure.
int lesson21_product(int way, int m, int n, int k, const float* a, const float* b, float* c);
// Of the product of two n x n matrices that lie on the card: the shortest of several times.
int lesson21_seconds(int way, int n, double* seconds);
// Bytes a second to the card and back, from and to pinned memory; and seconds a copy of 4 bytes
// takes.
int lesson21_bus(double* to_card, double* from_card, double* latency);
const char* lesson21_problem();
}
