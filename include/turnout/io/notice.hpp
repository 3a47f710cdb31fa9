// turnout/io/notice.hpp -- a standing as a notice to be pinned to the board.
//
//   io::write_notice(standing, "notice/", {.language = "zh", .mask_names = true});
//
// writes four files: `notice.html` (one page, large type, tables first, made to be printed on A4
// and read from a metre away), `notice.json` (the same in figures), `standing.csv` and
// `entries.csv` (every service, with its points or the reason why it gave none). The notice says
// by which rules the points were counted, in sentences made from the rulebook itself; what changed
// since the notice before; what was booked late, and where it would have changed a posted band; until
// when one may object. It ends with a hash of its figures, so that a copy can be checked.
//
// The page holds no script and requests nothing; all text is escaped; no clock is read. Equal
// standings and options give equal bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/points/standing.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {

/// What is left of a name.
enum class NameMask : std::uint8_t {
  first,   ///< Its first character: 张**.
  last,    ///< Its last character: **丰.
  hidden,  ///< Nothing; the id alone tells.
};

struct NoticeOptions {
  std::string language = "en";  ///< "en" or "zh".
  /// Names are masked, and ids keep their last three: enough for each to find themselves.
  /// Applies to all four files.
  bool mask_names = false;
  NameMask mask = NameMask::first;
  std::string place = {};      ///< Who posts it; stands above the title. Blank: left out.
  std::string community = {};  ///< Only members of this branch, Bajiao/South Road; blank: all.
  std::string objections =
      {};  ///< How to object and until when; stands at the end. Blank: left out.
  /// The standing that was posted before, to say what changed since. Absent: not said.
  std::optional<Standing> previous = {};
  bool force = false;  ///< write_notice: into a folder that is not empty.
};

/// The page. Throws InputError: `unknown_language`, `unknown_community`.
[[nodiscard]] std::string notice_html(const Standing& standing, const NoticeOptions& options = {});

/// Figures of the notice: format "turnout-notice/1". `sha256` is that of standing.csv, entries.csv
/// and this file without it, one after the other. Throws as notice_html.
[[nodiscard]] std::string notice_json(const Standing& standing, const NoticeOptions& options = {});

/// The four files by name, as write_notice writes them.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> notice_files(
    const Standing& standing, const NoticeOptions& options = {});

/// Writes the four files into `dir`, all or none. Throws also what write_folder throws.
void write_notice(const Standing& standing, const std::string& dir,
                  const NoticeOptions& options = {});

/// "Li Wei" is "L**", "张三丰" is "张**" (`last`: "**i", "**丰"); a name of one character stays.
[[nodiscard]] std::string masked_name(std::string_view name, NameMask mask = NameMask::first);
/// "M00042" is "***042"; of a short id the last character stays.
[[nodiscard]] std::string masked_id(std::string_view id);

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/io/detail/notice.ipp>
#endif
