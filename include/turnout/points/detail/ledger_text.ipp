#pragma once

// A record as a line of JSON, and back. The bytes are those of Python's
// json.dumps(..., ensure_ascii=False, separators=(",", ":")), so that a hash can be checked with
// nothing but a standard library; see docs/ledger.md.

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <turnout/model/cells.hpp>
#include <turnout/model/hash.hpp>
#include <turnout/points/ledger_keeper.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

inline constexpr std::array<std::string_view, kLedgerTables> kLedgerTableNames{
    "members", "opening", "services", "events", "postings"};

inline std::string_view table_name(LedgerTable table) noexcept {
  return kLedgerTableNames[static_cast<std::size_t>(table)];
}

inline void append_json(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      default:
        if (byte >= 0x20U) {
          out += c;
        } else {
          out += "\\u00";
          out += hex[byte >> 4U];
          out += hex[byte & 0xFU];
        }
    }
  }
  out += '"';
}

/// "2026-07-01T01:00:00Z".
inline std::string utc_text(Instant at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  std::string text = to_text(LocalDay{day.time_since_epoch()});
  const std::int64_t seconds = (at - day).count();
  const auto two = [&](std::int64_t n) {
    text += static_cast<char>('0' + n / 10);
    text += static_cast<char>('0' + n % 10);
  };
  text += 'T';
  two(seconds / 3600);
  text += ':';
  two(seconds / 60 % 60);
  text += ':';
  two(seconds % 60);
  return text + 'Z';
}

/// Walks over a text that can only be what we wrote; anything else stops it.
class JsonScan {
 public:
  explicit JsonScan(std::string_view text) noexcept : text_(text) {}
  [[nodiscard]] bool done() const noexcept { return text_.empty(); }
  [[nodiscard]] std::string_view rest() const noexcept { return text_; }

  bool take(std::string_view token) noexcept {
    if (!text_.starts_with(token)) return false;
    text_.remove_prefix(token.size());
    return true;
  }
  bool number(std::uint64_t& value) noexcept {
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (error != std::errc{}) return false;
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return true;
  }
  /// A text in quotes. `text` lies in what is walked over, or in `scratch`.
  bool text(std::string_view& text, std::string& scratch) {
    if (!take("\"")) return false;
    std::size_t stop = text_.find_first_of("\"\\");
    if (stop == std::string_view::npos) return false;
    if (text_[stop] == '"') {
      text = text_.substr(0, stop);
      text_.remove_prefix(stop + 1);
      return true;
    }
    scratch.clear();
    while (text_[stop] == '\\') {
      scratch += text_.substr(0, stop);
      text_.remove_prefix(stop + 1);
      if (!escape(scratch)) return false;
      stop = text_.find_first_of("\"\\");
      if (stop == std::string_view::npos) return false;
    }
    scratch += text_.substr(0, stop);
    text_.remove_prefix(stop + 1);
    text = scratch;
    return true;
  }
  /// {"column":"text",...}; calls use(column, text) for each.
  template <class Use>
  bool object(Use use) {
    if (!take("{")) return false;
    if (take("}")) return true;
    std::string key_scratch, scratch;
    do {
      std::string_view key, value;
      if (!text(key, key_scratch) || !take(":") || !text(value, scratch)) return false;
      use(key, value);
    } while (take(","));
    return take("}");
  }

 private:
  bool escape(std::string& out) {
    if (text_.empty()) return false;
    const char c = text_.front();
    text_.remove_prefix(1);
    constexpr std::string_view names = "\"\\nrtbf", meant = "\"\\\n\r\t\b\f";
    if (const std::size_t i = names.find(c); i != std::string_view::npos) {
      out += meant[i];
      return true;
    }
    unsigned code = 0;
    if (c != 'u' || text_.size() < 4) return false;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + 4, code, 16);
    if (error != std::errc{} || end != text_.data() + 4 || code >= 0x20U) return false;
    out += static_cast<char>(code);
    text_.remove_prefix(4);
    return true;
  }
  std::string_view text_;
};

/// The columns that make up the id of a row.
inline std::span<const std::string_view> id_columns(LedgerTable table) {
  static constexpr std::array<std::string_view, 1> member{"member_id"}, service{"service_id"},
      event{"event_id"};
  static constexpr std::array<std::string_view, 4> opening{"member_id", "account", "measure",
                                                           "kind"};
  static constexpr std::array<std::string_view, 3> posting{"period", "rulebook", "community"};
  switch (table) {
    case LedgerTable::members: return member;
    case LedgerTable::opening: return opening;
    case LedgerTable::services: return service;
    case LedgerTable::events: return event;
    case LedgerTable::postings: break;
  }
  return posting;
}
inline bool has_reversals(LedgerTable table) noexcept {
  return table == LedgerTable::services || table == LedgerTable::events;
}

/// The id of a row from its cells by column; parts of an id are joined by U+001F.
template <class CellOf>
std::string row_id(LedgerTable table, CellOf cell_of) {
  std::string id;
  bool first = true;
  for (const std::string_view column : id_columns(table)) {
    if (!first) id += '\x1f';
    first = false;
    id += trim(cell_of(column));
  }
  return id;
}

/// Calls use(column, text) for each cell; false where the row is none of ours.
template <class Use>
bool cells_of(std::string_view row, Use use) {
  JsonScan scan(row);
  return scan.object(use) && scan.done();
}
inline std::string cell_of(std::string_view row, std::string_view column) {
  std::string found;
  cells_of(row, [&](std::string_view name, std::string_view text) {
    if (name == column) found = text;
  });
  return found;
}

/// Fills `id` and `reverses` from the row. False where the row is none of ours.
inline bool read_keys(LedgerRecord& record) {
  const auto columns = id_columns(record.table);
  std::array<std::string, 4> parts;
  record.reverses.clear();
  const bool good = cells_of(record.row, [&](std::string_view name, std::string_view text) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (columns[i] == name) parts.at(i) = trim(text);
    if (name == "reverses" && has_reversals(record.table)) record.reverses = trim(text);
  });
  record.id = parts[0];
  for (std::size_t i = 1; i < columns.size(); ++i) (record.id += '\x1f') += parts.at(i);
  return good;
}

inline std::string record_text(const LedgerRecord& record) {
  std::string text = "{\"number\":" + std::to_string(record.number) +
                     ",\"first\":" + std::to_string(record.first) +
                     ",\"last\":" + std::to_string(record.last) + ",\"at\":\"" +
                     utc_text(record.at) + "\",\"by\":";
  append_json(text, record.by);
  text += ",\"table\":\"";
  text += table_name(record.table);
  text += "\",\"row\":";
  text += record.row;
  return text + '}';
}

/// A line of a file: the text of the record with its hash as the last member.
inline std::string to_line(const LedgerRecord& record) {
  std::string line = record_text(record);
  line.pop_back();
  line += ",\"hash\":";
  append_json(line, record.hash);
  return line + '}';
}

inline std::optional<Instant> read_utc(std::string_view text) {
  const TimeOrError parsed = parse_time(text);
  if (!parsed.time || parsed.time->offset != Seconds{0}) return std::nullopt;
  const Instant at{parsed.time->local.time_since_epoch()};
  return utc_text(at) == text ? std::optional(at) : std::nullopt;
}

/// The record of a line, only if to_line of it is this line to the byte.
inline bool read_line(std::string_view line, LedgerRecord& record) {
  JsonScan scan(line);
  std::string_view at, by, table, hash;
  std::string s1, s2, s3, s4;
  if (!scan.take("{\"number\":") || !scan.number(record.number) || !scan.take(",\"first\":") ||
      !scan.number(record.first) || !scan.take(",\"last\":") || !scan.number(record.last) ||
      !scan.take(",\"at\":") || !scan.text(at, s1) || !scan.take(",\"by\":") ||
      !scan.text(by, s2) || !scan.take(",\"table\":") || !scan.text(table, s3) ||
      !scan.take(",\"row\":"))
    return false;
  const std::string_view from = scan.rest();
  if (!scan.object([](std::string_view, std::string_view) {})) return false;
  record.row = from.substr(0, from.size() - scan.rest().size());
  if (!scan.take(",\"hash\":") || !scan.text(hash, s4) || scan.rest() != "}") return false;
  const auto instant = read_utc(at);
  const auto named = std::find(kLedgerTableNames.begin(), kLedgerTableNames.end(), table);
  if (!instant || named == kLedgerTableNames.end()) return false;
  record.at = *instant;
  record.by = by;
  record.table = static_cast<LedgerTable>(named - kLedgerTableNames.begin());
  record.hash = hash;
  return read_keys(record) && to_line(record) == line;
}

/// The zone that the first line of a ledger names; nothing where it is no such line.
inline std::optional<std::string> zone_of_first_line(std::string_view line) {
  JsonScan scan(line);
  std::string_view zone;
  std::string scratch;
  if (!scan.take("{\"format\":\"turnout-ledger/1\",\"zone\":") || !scan.text(zone, scratch) ||
      scan.rest() != "}")
    return std::nullopt;
  return std::string(zone);
}

[[noreturn]] inline void bad_record(const std::string& ledger, std::uint64_t number) {
  throw InputError(
      Issue{.table = ledger,
            .row = {},
            .column = "record",
            .value = std::to_string(number),
            .code = "bad_record",
            .message = "this record is damaged",
            .remedy = "restore the ledger from a copy; `verify` says what still fits"});
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
