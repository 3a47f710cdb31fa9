#pragma once

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <turnout/model/calendar.hpp>
#include <turnout/model/detail/offset_table.ipp>
#include <turnout/model/detail/posix_tz.ipp>
#include <turnout/model/detail/tzif.ipp>
#include <turnout/model/error.hpp>

// Where a zone comes from, and the two ways through it.
namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// A name that stays inside the zone folder, whatever the caller was handed.
inline bool is_zone_name(std::string_view name) {
  if (name.empty() || name.size() > 255 || name.back() == '/') return false;
  bool part_begins = true;
  for (const char c : name) {
    // No part is empty (so none is absolute) and none begins with '.' (so none is "..").
    if (part_begins && (c == '/' || c == '.')) return false;
    if (!is_alpha(c) && !is_digit(c) && c != '_' && c != '-' && c != '+' && c != '/' && c != '.')
      return false;
    part_begins = c == '/';
  }
  return true;
}

inline std::vector<std::string> zone_folders(std::span<const std::string> extra) {
  std::vector<std::string> folders;
  const char* given = std::getenv("TZDIR");  // NOLINT(concurrency-mt-unsafe): only read
  if (given != nullptr && *given != '\0') folders.emplace_back(given);
  folders.insert(folders.end(), extra.begin(), extra.end());
  folders.insert(folders.end(), {"/usr/share/zoneinfo", "/usr/lib/zoneinfo",
                                 "/usr/share/lib/zoneinfo", "/etc/zoneinfo"});
  return folders;
}

/// The bytes of a regular file of at most a megabyte (real ones have a few thousand bytes).
inline std::optional<std::string> read_zone_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error) || error) return std::nullopt;
  const auto size = std::filesystem::file_size(path, error);
  if (error || size > (1U << 20U)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

inline Issue zone_issue(std::string_view name, std::string code, std::string message) {
  return {.table = {},
          .row = {},
          .column = "zone",
          .value = std::string(name),
          .code = std::move(code),
          .message = std::move(message),
          .remedy = "give an IANA name such as Asia/Shanghai, or a POSIX TZ string such as CST-8"};
}

}  // namespace detail

struct TimeZone::Rules {
  std::string name;
  detail::OffsetTable table;
};

TURNOUT_INLINE TimeZone::TimeZone() : rules_(std::make_shared<const Rules>(Rules{"UTC", {}})) {}

TURNOUT_INLINE TimeZone TimeZone::from_tzif(std::string name, std::string_view bytes) {
  detail::TzifResult read = detail::read_tzif(bytes);
  if (!read.table)
    throw InputError(detail::zone_issue(name, "bad_zone_file",
                                        "the file of this zone is damaged: " + read.problem));
  return TimeZone(std::make_shared<const Rules>(Rules{std::move(name), *std::move(read.table)}));
}

TURNOUT_INLINE TimeZone TimeZone::load(std::string_view name,
                                       std::span<const std::string> extra_folders) {
  if (name == "UTC") return {};
  std::string tried;
  if (detail::is_zone_name(name)) {
    for (const std::string& folder : detail::zone_folders(extra_folders)) {
      const auto bytes = detail::read_zone_file(std::filesystem::path(folder) / name);
      if (bytes && bytes->starts_with("TZif")) return from_tzif(std::string(name), *bytes);
      tried += (tried.empty() ? "" : ", ") + folder;
    }
  }
  if (const auto posix = detail::parse_posix_zone(name))
    return TimeZone(
        std::make_shared<const Rules>(Rules{std::string(name), detail::posix_table(*posix)}));
  throw InputError(detail::zone_issue(name, "unknown_zone",
                                      tried.empty()
                                          ? "this is not the name of a time zone"
                                          : "no time zone of this name was found in " + tried));
}

TURNOUT_INLINE const std::string& TimeZone::name() const noexcept { return rules_->name; }

TURNOUT_INLINE LocalTime TimeZone::to_local(Instant t) const {
  const detail::OffsetTable& table = rules_->table;
  const std::int64_t instant = t.time_since_epoch().count();
  const std::size_t i = table.index_of(instant + table.fold(instant));
  return LocalTime(Seconds(detail::add_saturated(instant, table.offset[i])));
}

TURNOUT_INLINE LocalLookup TimeZone::to_instant(LocalTime t) const {
  const detail::LocalMatch match = detail::match_local(rules_->table, t.time_since_epoch().count());
  const auto kind = match.count == 0   ? LocalLookup::Kind::skipped
                    : match.count == 1 ? LocalLookup::Kind::unique
                                       : LocalLookup::Kind::ambiguous;
  return {kind, Instant(Seconds(match.first)), Instant(Seconds(match.last))};
}

TURNOUT_INLINE OffsetSpan TimeZone::offset_at(Instant t) const {
  const detail::OffsetTable& table = rules_->table;
  const std::int64_t instant = t.time_since_epoch().count();
  const std::int64_t fold = table.fold(instant);
  const std::size_t i = table.index_of(instant + fold);
  return {i == 0 ? Instant::min() : Instant(Seconds(table.at[i - 1] - fold)),
          i == table.at.size() ? Instant::max() : Instant(Seconds(table.at[i] - fold)),
          Seconds(table.offset[i])};
}

TURNOUT_INLINE const TimeZone* ZoneShelf::find(std::string_view name) {
  auto it = zones_.find(name);
  if (it == zones_.end()) {
    std::optional<TimeZone> zone;
    try {
      zone = TimeZone::load(name, folders_);
    } catch (const InputError&) {  // NOLINT(bugprone-empty-catch)
      // Not a zone: remembered as such, so that a million bad cells do not search the disk.
    }
    it = zones_.emplace(std::string(name), std::move(zone)).first;
  }
  return it->second ? &*it->second : nullptr;
}

}  // namespace turnout::inline TURNOUT_ABI
