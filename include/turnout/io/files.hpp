// turnout/io/files.hpp -- files are read whole and written whole.
//
// A plan on disk is either all there or not there at all: files are written beside
// their place, flushed to the disk and renamed into it. A reader never meets half a
// file, and a full disk or a pulled plug leaves what was there before.
//
//   io::write_folder("plan", {{{"assignments.csv", csv}, {"receipt.json", receipt}}}, force);
//
// All failures are InputErrors that name the path and what to do.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <turnout/config.hpp>
#include <turnout/model/error.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {

/// The bytes of a file or a pipe. Throws InputError: `no_such_file`, `is_folder`, `cannot_read`,
/// `too_large` (a pipe past 4 GiB).
[[nodiscard]] std::string read_file(const std::string& path);

/// Puts `bytes` at `path`, replacing what was there in one step. Throws InputError: `cannot_write`.
void write_file(const std::string& path, std::string_view bytes);

/// Puts named files into the folder `dir`, which is made if it is not there. A folder that holds
/// anything needs `force`; then files of the same names are replaced and all others stay as they
/// are. After an error the folder is as it was. Names are plain file names.
/// Throws InputError: `folder_not_empty`, `cannot_write`.
void write_folder(const std::string& dir,
                  std::span<const std::pair<std::string, std::string>> files, bool force);

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/io/detail/files.ipp>
#endif
