#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <turnout/model/detail/offset_table.ipp>
#include <turnout/model/detail/posix_tz.ipp>

// Zone files: the Time Zone Information Format of RFC 8536, versions 1 to 3 (version 4 of RFC 9636
// reads the same for us). The bytes are not trusted: every count is checked before it is used.
namespace turnout::inline TURNOUT_ABI {
namespace detail {

struct TzifResult {
  std::optional<OffsetTable> table;
  std::string problem;  ///< What is wrong with the file, if there is no table.
};

/// Big-endian, two's complement.
inline std::int64_t big_endian(std::string_view bytes) noexcept {
  std::uint64_t value = (static_cast<unsigned char>(bytes[0]) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
  for (const char c : bytes) value = value << 8U | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(value);
}

struct TzifHeader {
  static constexpr std::size_t bytes = 44;
  char version = 0;
  std::uint64_t isut = 0, isstd = 0, leap = 0, time = 0, type = 0, letter = 0;

  /// Bytes of the data block behind the header, with times of `width` bytes.
  [[nodiscard]] std::uint64_t block(std::uint64_t width) const noexcept {
    return time * width + time + type * 6 + letter + leap * (width + 4) + isstd + isut;
  }
};

inline std::optional<TzifHeader> read_tzif_header(std::string_view bytes) {
  if (bytes.size() < TzifHeader::bytes || !bytes.starts_with("TZif")) return std::nullopt;
  const auto count = [&](std::size_t at) {
    return static_cast<std::uint64_t>(big_endian(bytes.substr(at, 4))) & 0xFFFF'FFFFU;
  };
  return TzifHeader{bytes[4], count(20), count(24), count(28), count(32), count(36), count(40)};
}

/// Reads one data block and, for version 2 and later, the footer behind it.
inline TzifResult read_tzif_block(const TzifHeader& header, std::string_view bytes,
                                  std::size_t width, std::string_view footer) {
  if (header.type == 0 || header.type > 256) return {{}, "it has no types of local time"};
  if (header.leap != 0) return {{}, "it counts leap seconds"};
  const std::size_t times = static_cast<std::size_t>(header.time);
  const std::size_t types = static_cast<std::size_t>(header.type);
  const std::size_t kind_at = times * width;
  const std::size_t type_at = kind_at + times;

  std::vector<std::int64_t> offsets;
  for (std::size_t i = 0; i < types; ++i) {
    offsets.push_back(big_endian(bytes.substr(type_at + 6 * i, 4)));
    if (offsets.back() > largest_offset || offsets.back() < -largest_offset)
      return {{}, "an offset in it is larger than a day"};
  }
  OffsetTable table;
  table.offset = {offsets[0]};
  std::int64_t previous = OffsetTable::always;
  for (std::size_t i = 0; i < times; ++i) {
    const std::int64_t instant = big_endian(bytes.substr(i * width, width));
    const std::size_t kind = static_cast<unsigned char>(bytes[kind_at + i]);
    if (kind >= types) return {{}, "a change in it names a type that is not there"};
    if (i > 0 && instant <= previous) return {{}, "its changes are out of order"};
    table.change(instant, offsets[kind]);
    previous = instant;
  }
  if (footer.empty()) return {std::move(table), {}};

  const auto rule = parse_posix_zone(footer);
  if (!rule) return {{}, "its footer is no POSIX TZ string"};
  // Without changes, or with none but the "big bang" that old files hold, the footer says it all.
  if (times == 0 || previous < year_start(0)) return {posix_table(*rule), {}};
  if (!rule->has_summer || previous >= year_start(9'999)) return {std::move(table), {}};
  using namespace std::chrono;
  const int year =
      static_cast<int>(year_month_day(floor<days>(sys_seconds(seconds(previous)))).year());
  add_yearly_changes(table, *rule, year - 1, year + 404, previous);
  table.repeats_from = year_start(year + 402);
  return {std::move(table), {}};
}

inline TzifResult read_tzif(std::string_view bytes) {
  const auto first = read_tzif_header(bytes);
  if (!first) return {{}, "it does not begin as a zone file does"};
  bytes.remove_prefix(TzifHeader::bytes);
  const std::uint64_t block = first->block(4);
  if (block > bytes.size()) return {{}, "it is cut short"};
  if (first->version == '\0') return read_tzif_block(*first, bytes, 4, {});

  bytes.remove_prefix(static_cast<std::size_t>(block));
  const auto second = read_tzif_header(bytes);
  if (!second) return {{}, "its second part is missing"};
  bytes.remove_prefix(TzifHeader::bytes);
  const std::uint64_t long_block = second->block(8);
  if (long_block > bytes.size()) return {{}, "it is cut short"};
  std::string_view footer = bytes.substr(static_cast<std::size_t>(long_block));
  const std::size_t end = footer.size() < 2 ? std::string_view::npos : footer.find('\n', 1);
  if (footer.empty() || footer.front() != '\n' || end == std::string_view::npos)
    return {{}, "its footer is missing"};
  return read_tzif_block(*second, bytes, 8, footer.substr(1, end - 1));
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
