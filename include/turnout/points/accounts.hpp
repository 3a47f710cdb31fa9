// turnout/points/accounts.hpp -- the time bank: who holds how many points, and how it came to that.
//
// What was earned lies in lots, each with the day on which it was earned, the day on which it
// lapses, and tags. Spending takes the lot that lapses first, then the one that was earned first.
// What moves from one account to another is two entries at one instant, and keeps the days and
// tags of its lots: nothing is created or lost on the way. At one instant points lapse, are taken
// back, are earned, are passed on, and are spent, in this order. A use that the balance or a gate
// does not allow is refused, and stays in the list with its reason.
//
//   for (const AccountEntry& e : standing.accounts().entries()) ...
//   standing.accounts().balance("M42", "credit");          // thousandths
//
// score() makes them (standing.hpp). Accounts are members, and `family:NAME`, `unit:NAME`, `pool:NAME` as events name them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/table.hpp>
#include <turnout/points/period.hpp>
#include <turnout/points/rulebook.hpp>
#include <turnout/points/services.hpp>

namespace turnout::inline TURNOUT_ABI {

/// What an entry of an account is.
enum class Movement : std::uint8_t {
  opening,   ///< Held before the first record.
  start,     ///< Given to begin with.
  expire,    ///< Lapsed by its day.
  carry,     ///< Would have lapsed and lives on; moves nothing.
  reverse,   ///< The difference that taking something back made.
  earn,      ///< By a rule; losses are negative.
  convert,   ///< From one kind of points to another: two entries.
  transfer,  ///< To another account: two entries.
  donate,    ///< To a pool: two entries.
  overflow,  ///< Above the cap on balances: lapsed, or to a pool.
  spend,
};
[[nodiscard]] std::string_view to_string(Movement movement) noexcept;

/// Why a use was refused.
enum class Refusal : std::uint8_t {
  none,
  not_possible,   ///< Points of this kind cannot be used so.
  short_balance,  ///< The account has too little that may be used so.
  gate_closed,
  suspended,
  no_account,   ///< It does not say to whom, or the other account is the same.
  no_kind,      ///< No kind of points is called so.
  no_quantity,  ///< It does not say how many.
};
[[nodiscard]] std::string_view to_string(Refusal refusal) noexcept;

/// A line of an account.
struct AccountEntry {
  std::uint32_t account = 0;  ///< Members first, then the others.
  std::uint32_t kind = 0;     ///< Into Rulebook::kinds.
  std::int64_t at = 0;        ///< Seconds since 1970 UTC.
  Movement movement = Movement::earn;
  Refusal refused = Refusal::none;
  std::int64_t points = 0;            ///< Thousandths; what leaves is negative. Refused: 0.
  std::int64_t balance = 0;           ///< Thereafter.
  std::string cause;                  ///< The id of the service or event, or of an obligation.
  std::string rule;                   ///< The rule that gave it; blank: none did.
  std::uint32_t other = 0xffffffffU;  ///< The other account; 0xffffffff: none.
  friend bool operator==(const AccountEntry&, const AccountEntry&) = default;
};

/// An immutable set of accounts; made by score().
class Accounts {
 public:
  /// In order of time, as they were booked.
  [[nodiscard]] std::span<const AccountEntry> entries() const noexcept { return entries_; }
  [[nodiscard]] std::size_t size() const noexcept { return names_.size(); }
  [[nodiscard]] std::string_view name(std::size_t account) const noexcept {
    return names_[account];
  }
  /// Thousandths; 0 for a kind that was never held.
  [[nodiscard]] std::int64_t balance(std::size_t account, std::size_t kind) const noexcept {
    return balances_.empty() ? 0 : balances_[account * kinds_ + kind];
  }

 private:
  friend class AccountsBuilder;
  std::vector<AccountEntry> entries_;
  Texts names_;
  std::vector<std::int64_t> balances_;
  std::size_t kinds_ = 1;
};

}  // namespace turnout::inline TURNOUT_ABI
