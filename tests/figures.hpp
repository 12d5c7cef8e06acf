// build/test-figures.json: what the tests have checked, and how close it was.
#pragma once

#include <cstdint>
#include <string>

namespace heed::figures {

// Each test case may be a process of its own: the file is locked, and what others left there stays.
void leave(const std::string& name, int64_t value);
void leave(const std::string& name, double value);
void leave(const std::string& name, const std::string& value);

// The relative error of one comparison with PyTorch in the running test case: "golden_tensors"
// counts those of the float build, and "max_golden_error_f32" and "max_golden_error_f64" are the
// largest errors.
void leave_golden(const std::string& precision, double error);

}  // namespace heed::figures
