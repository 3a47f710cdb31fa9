// What opening a ledger can go wrong with, wherever it is kept.
#pragma once

#include <string>
#include <string_view>

#include <turnout/io/ledger_file.hpp>
#include <turnout/model/error.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

[[noreturn]] inline void refuse_ledger(const std::string& path, std::string code,
                                       std::string message, std::string remedy) {
  throw InputError(Issue{.table = path,
                         .row = {},
                         .column = {},
                         .value = {},
                         .code = std::move(code),
                         .message = std::move(message),
                         .remedy = std::move(remedy)});
}
[[noreturn]] inline void ledger_busy(const std::string& path) {
  refuse_ledger(path, "ledger_busy", "another program is writing to this ledger",
                "wait until it is done, and try again");
}
[[noreturn]] inline void not_a_ledger(const std::string& path) {
  refuse_ledger(path, "not_a_ledger", "this is no ledger that this version reads",
                "give a ledger, or the path of a new one");
}
[[noreturn]] inline void ledger_exists(const std::string& path) {
  refuse_ledger(path, "ledger_exists", "there is a file of this name already",
                "choose another name, or append to it");
}

/// The zone that the ledger names; it must be the one that the caller named.
inline TimeZone zone_of_ledger(const std::string& path, const std::string& zone,
                               const LedgerOptions& options) {
  if (!options.zone.empty() && options.zone != zone)
    throw InputError(Issue{.table = path,
                           .row = {},
                           .column = "zone",
                           .value = options.zone,
                           .code = "other_zone",
                           .message = "the times of this ledger are of the zone " + zone,
                           .remedy = "leave the zone out"});
  return TimeZone::load(zone, options.zone_folders);
}
/// The zone of a new ledger, by the name that a later version finds again.
inline std::string new_zone(const LedgerOptions& options) {
  return TimeZone::load(options.zone.empty() ? "UTC" : options.zone, options.zone_folders).name();
}

inline bool creates(LedgerAccess access) noexcept {
  return access == LedgerAccess::create || access == LedgerAccess::create_new;
}

}  // namespace detail
}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
