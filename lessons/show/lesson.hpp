// What a lesson includes, and the frame of its main().
#pragma once

#include <functional>

#include "lessons/show/interrupt.hpp"
#include "lessons/show/page.hpp"
#include "lessons/show/picture.hpp"
#include "lessons/show/plot.hpp"
#include "lessons/show/run.hpp"
#include "lessons/show/terminal.hpp"

namespace heed::show {

// Reads the flags, makes the run's folder, runs the lesson, writes result.json. Returns main()'s
// exit code: 0; 1 failure; 2 wrong use; 3 bad input file; 4 numbers gone wrong; 5 out of memory, or
// no such device; 130 stopped by Ctrl-C. An error is one message on standard error.
//     int main(int argc, char** argv) { return show::run_lesson(argc, argv, "14_tiny_vit", lesson);
//     }
int run_lesson(int argc, char** argv, const std::string& id,
               const std::function<void(Run& run)>& lesson, const std::vector<Flag>& flags = {});

}  // namespace heed::show
