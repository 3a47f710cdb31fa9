// turnout/points/services.hpp -- the services that members gave, as columns.
//
// One row a service: who, from when to when, of what kind, who confirmed it. A row with
// `reverses` takes another one back as of its own time; nothing is ever edited.
//
//   const Services given = make_services(io::read_csv_table("services.csv"),
//                                        io::read_csv_table("members.csv"),
//                                        TimeZone::load("Asia/Shanghai"));
//   const Standing standing = score(book, given, {.period = "2026H1"});
//
// Columns (docs/rulebooks.md, "Services"): service_id, member_id, start, and end or hours;
// optional need_id, item, kind, category, series, place, role, community, group, beneficiary,
// recorded_by, source, confirmed_by, confirmed_at, rating, rated_at, reached, reverses. Where both
// end and hours are given, hours count (a break was taken off) and must fit between start and end.
// Columns of the roster: member_id; optional name, community, unit, and from and to (the first and
// the last day of that membership). A member who moved has a row for each membership.
//
// Immutable; copies share the data. Inside, services stand by member and then by local day,
// start, end and service_id: the order in which they meet the caps, whatever the order of
// the rows.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/model/calendar.hpp>
#include <turnout/model/error.hpp>
#include <turnout/model/table.hpp>
#include <turnout/points/events.hpp>
#include <turnout/points/ids.hpp>
#include <turnout/points/rulebook.hpp>

namespace turnout::inline TURNOUT_ABI {

/// Where a member belonged, from the first day to the last, both included.
struct Membership {
  LocalDay from = LocalDay::min(), to = LocalDay::max();
  std::string community = {}, unit = {};
  [[nodiscard]] bool contains(LocalDay day) const noexcept { return from <= day && day <= to; }
};

class Services {
 public:
  /// Instants in seconds since 1970 UTC; "never" and "from the beginning" as their extremes.
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
  static constexpr std::int64_t always = std::numeric_limits<std::int64_t>::min();

  /// Who has confirmed a service.
  enum class Confirmed : std::uint8_t {
    no,
    by_other,
    by_self,  ///< The member alone: this opens no gate.
  };

  [[nodiscard]] std::size_t size() const noexcept { return data_->start.size(); }
  [[nodiscard]] std::size_t members() const noexcept { return data_->member_ids.size(); }
  [[nodiscard]] const TimeZone& zone() const noexcept { return data_->zone; }
  [[nodiscard]] bool has_roster() const noexcept { return data_->has_roster; }
  /// Unknown columns within two edits of a known name, and the like.
  [[nodiscard]] std::span<const Issue> warnings() const noexcept { return data_->warnings; }

  // Members, by the bytes of their ids. Name, community and unit are "" where the roster has none.
  [[nodiscard]] std::string_view member_id(std::size_t m) const noexcept {
    return data_->member_ids[m];
  }
  [[nodiscard]] std::string_view member_name(std::size_t m) const noexcept {
    return at(data_->names, m);
  }
  /// Of the last membership.
  [[nodiscard]] std::string_view community(std::size_t m) const noexcept {
    return data_->has_roster ? std::string_view(memberships(m).back().community)
                             : std::string_view{};
  }
  [[nodiscard]] std::string_view unit(std::size_t m) const noexcept {
    return data_->has_roster ? std::string_view(memberships(m).back().unit) : std::string_view{};
  }
  /// By time, at least one; without a roster none.
  [[nodiscard]] std::span<const Membership> memberships(std::size_t m) const noexcept {
    if (!data_->has_roster) return {};
    return std::span(data_->memberships)
        .subspan(data_->membership_begin[m],
                 data_->membership_begin[m + 1] - data_->membership_begin[m]);
  }
  /// The one that holds on that day, or nullptr.
  [[nodiscard]] const Membership* membership_on(std::size_t m, LocalDay day) const noexcept {
    for (const Membership& one : memberships(m))
      if (one.contains(day)) return &one;
    return nullptr;
  }
  /// The position of the member with that id.
  [[nodiscard]] std::optional<std::size_t> find_member(std::string_view id) const noexcept;
  /// The services of member m are [first, last) in the columns below.
  [[nodiscard]] std::pair<std::size_t, std::size_t> of_member(std::size_t m) const noexcept {
    return {data_->member_begin[m], data_->member_begin[m + 1]};
  }

  // Columns, in the order described above.
  [[nodiscard]] std::string_view service_id(std::size_t s) const {
    return data_->service_ids[data_->row[s]];
  }
  /// The same; `buffer` backs ids that came as numbers, so that one costs no writing of all.
  [[nodiscard]] std::string_view service_id(std::size_t s, std::string& buffer) const {
    return data_->service_ids.at(data_->row[s], buffer);
  }
  [[nodiscard]] LocalDay day(std::size_t s) const noexcept { return data_->day[s]; }
  [[nodiscard]] std::int64_t start(std::size_t s) const noexcept { return data_->start[s]; }
  [[nodiscard]] std::int64_t end(std::size_t s) const noexcept { return data_->end[s]; }
  /// Seconds served.
  [[nodiscard]] std::int64_t seconds(std::size_t s) const noexcept { return data_->seconds[s]; }
  [[nodiscard]] Confirmed confirmed(std::size_t s) const noexcept {
    return data_->confirmed.empty() ? Confirmed::no : data_->confirmed[s];
  }
  /// When it was confirmed; `always` where only the name is known.
  [[nodiscard]] std::int64_t confirmed_at(std::size_t s) const noexcept {
    return data_->confirmed_at.empty() ? always : data_->confirmed_at[s];
  }
  /// When it was taken back, or `never`.
  [[nodiscard]] std::int64_t reversed_at(std::size_t s) const noexcept {
    return data_->reversed_at.empty() ? never : data_->reversed_at[s];
  }
  /// 1 to 5; 0: not rated.
  [[nodiscard]] int rating(std::size_t s) const noexcept {
    return data_->rating.empty() ? 0 : data_->rating[s];
  }
  /// When it was rated; `always` where that is not known.
  [[nodiscard]] std::int64_t rated_at(std::size_t s) const noexcept {
    return data_->rated_at.empty() ? always : data_->rated_at[s];
  }
  /// People reached; 0: not given.
  [[nodiscard]] std::int64_t reached(std::size_t s) const noexcept {
    return data_->reached.empty() ? 0 : data_->reached[s];
  }
  /// The row only takes another one back; it is no service.
  [[nodiscard]] bool is_reversal(std::size_t s) const noexcept {
    return !data_->is_reversal.empty() && data_->is_reversal[s] != 0;
  }
  /// The need's number; 0: none given.
  [[nodiscard]] std::uint32_t need(std::size_t s) const noexcept {
    return data_->need.empty() ? 0 : data_->need[s];
  }
  /// The number of the field's value among `values(field)`; number 0 is the blank.
  [[nodiscard]] std::uint32_t code(ServiceField field, std::size_t s) const noexcept {
    const auto& codes = data_->codes[static_cast<std::size_t>(field)];
    return codes.empty() ? 0 : codes[s];
  }
  [[nodiscard]] const Texts& values(ServiceField field) const noexcept {
    return data_->values[static_cast<std::size_t>(field)];
  }
  /// Services of which member m is the beneficiary, in the order in which they meet the caps.
  [[nodiscard]] std::span<const std::uint32_t> received_by(std::size_t m) const noexcept {
    return std::span(data_->received)
        .subspan(data_->received_begin[m], data_->received_begin[m + 1] - data_->received_begin[m]);
  }
  /// What happened beside the services.
  [[nodiscard]] const Events& events() const noexcept { return data_->events; }

 private:
  struct Data {
    TimeZone zone;
    bool has_roster = false;
    std::vector<Issue> warnings;
    Texts member_ids, names;
    std::vector<Membership> memberships;
    std::vector<std::size_t> membership_begin;
    std::vector<std::size_t> member_begin;
    Ids service_ids;
    std::vector<std::uint32_t> row;  ///< In the table, of each service.
    std::vector<LocalDay> day;
    // Those that nothing is said of are empty.
    std::vector<std::int64_t> start, end, seconds, confirmed_at, reversed_at;
    std::vector<Confirmed> confirmed;
    std::vector<std::uint8_t> is_reversal;
    std::vector<std::int8_t> rating;
    std::vector<std::int64_t> rated_at, reached;
    std::vector<std::uint32_t> need;
    std::array<std::vector<std::uint32_t>, kServiceFields> codes;
    std::array<Texts, kServiceFields> values;
    std::vector<std::uint32_t> received;
    std::vector<std::size_t> received_begin;
    Events events;
  };
  friend class ServicesReader;
  explicit Services(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  static std::string_view at(const Texts& texts, std::size_t i) noexcept {
    return texts.empty() ? std::string_view{} : texts[i];
  }
  std::shared_ptr<const Data> data_;
};

/// Validates and sorts: linear in rows, on `threads` threads (0: the CPUs that the process may use),
/// with the same result on any number of them. Long columns are read fastest as codes, whole numbers
/// and timestamps; texts cost some times more. Numbers are not copied where Arrow holds them: ids stay
/// in the column that was given. `events` is what happened beside the services (events.hpp);
/// where they are given, `services` may be a table that was not.
/// `members` is the roster (member_id; optional name, community, unit): with it,
/// those who gave nothing are in the standing too, and a service of anyone else is a bad row.
/// Throws InputError with all bad rows of both tables: missing_column, missing_value, duplicate_id,
/// unknown_member, memberships_overlap, bad_membership, bad_time and its like, end_before_start, bad_hours, hours_exceed_span,
/// end_or_hours, confirmed_before_given, confirmed_by_missing, bad_rating, bad_reached, bad_source,
/// unknown_service and other findings on `reverses`, not_utf8.
[[nodiscard]] Services make_services(const Table& services, const Table& members = {},
                                     const TimeZone& zone = {}, const Table& events = {},
                                     int threads = 0);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/points/detail/services.ipp>
#endif
