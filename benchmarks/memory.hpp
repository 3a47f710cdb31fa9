// benchmarks/memory.hpp -- how much memory a part of a program takes, as Linux counts it.
//
//   const bench::Memory memory;      // from here on
//   ...
//   memory.above();                  // bytes at the peak, above what was held before
#pragma once

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

#include <malloc.h>

namespace bench {

class Memory {
 public:
  Memory() {
    malloc_trim(0);
    // The peak starts anew. getrusage() would not do: it counts what stood there before exec.
    std::ofstream("/proc/self/clear_refs") << "5";
    before_ = field("VmRSS");
  }
  [[nodiscard]] std::int64_t above() const { return field("VmHWM") - before_; }

 private:
  /// A field of /proc/self/status, in bytes; 0 where the system does not tell.
  static std::int64_t field(const std::string& name) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
      if (line.rfind(name + ":", 0) == 0)  // LEMON wants C++17
        return std::strtoll(line.c_str() + name.size() + 1, nullptr, 10) * 1024;
    return 0;
  }
  std::int64_t before_ = 0;
};

}  // namespace bench
