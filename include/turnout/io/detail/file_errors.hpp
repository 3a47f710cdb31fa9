// What is said of files that cannot be read or written.
#pragma once

#include <string>
#include <system_error>
#include <utility>

#include <turnout/model/error.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

inline Issue file_issue(const std::string& path, std::string code, std::string message,
                        std::string remedy) {
  return {.table = path,
          .row = {},
          .column = {},
          .value = {},
          .code = std::move(code),
          .message = std::move(message),
          .remedy = std::move(remedy)};
}

inline std::string words_of(int error) { return std::generic_category().message(error); }

[[noreturn]] inline void cannot_write(const std::string& path, const std::string& why) {
  throw InputError(file_issue(path, "cannot_write", "this cannot be written (" + why + ")",
                              "choose a place that you may write to, with room on the disk"));
}

}  // namespace detail
}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
