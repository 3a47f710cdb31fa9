// A rulebook made ready for services and events: which rules look at what, by number.
//
// Made once for a standing; passes on any number of threads and every card share it.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/points/detail/rule_run.hpp>
#include <turnout/points/rulebook.hpp>
#include <turnout/points/services.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Lists of numbers, one behind the other.
class NumberLists {
 public:
  void add(std::uint32_t number) { numbers_.push_back(number); }
  void end_list() { ends_.push_back(numbers_.size()); }
  [[nodiscard]] std::span<const std::uint32_t> operator[](std::size_t list) const noexcept {
    return std::span(numbers_).subspan(ends_[list], ends_[list + 1] - ends_[list]);
  }

 private:
  std::vector<std::uint32_t> numbers_;
  std::vector<std::size_t> ends_{0};
};

/// Immutable. Keeps book and services alive.
class CompiledBook {
 public:
  using On = PointRule::On;
  /// Something that was due, and the obligation that asks for it.
  struct Due {
    std::uint32_t obligation;
    Event event;
  };

  CompiledBook(Rulebook book, Services services)
      : book_(std::move(book)), services_(std::move(services)) {
    // One version more than there are: a day on which none holds.
    const std::size_t versions = book_.versions().size() + 1;
    for (std::size_t r = 0; r < book_.rules().size(); ++r) {
      const PointRule& rule = book_.rules()[r];
      rules_.emplace_back(rule, services_, versions);
      std::size_t sums = 0;
      while (book_.rules()[sums].id != rule.id) ++sums;
      sums_of_.push_back(sums);
      looks_at_[static_cast<std::size_t>(rule.on)] = true;
    }
    const Texts& kinds = services_.events().kinds();
    for (std::size_t version = 0; version < versions; ++version) {
      list_rules(services_rules_, version, On::services, [](const RuleRun&) { return true; });
      list_rules(received_rules_, version, On::received, [](const RuleRun&) { return true; });
      for (std::uint32_t kind = 0; kind < kinds.size(); ++kind)
        list_rules(event_rules_, version, On::events,
                   [&](const RuleRun& rule) { return rule.matches_kind(kind); });
      for (std::size_t o = 0; o < book_.obligations().size(); ++o)
        for (const On on : {On::met, On::missed})
          list_rules(duty_rules_, version, on,
                     [&](const RuleRun& rule) { return rule.rule().obligation == o; });
    }
    read_kinds(kinds);
  }

  [[nodiscard]] const Rulebook& book() const noexcept { return book_; }
  [[nodiscard]] const Services& services() const noexcept { return services_; }
  [[nodiscard]] std::span<const RuleRun> rules() const noexcept { return rules_; }
  /// The first rule of its id: rules of one id share their sums.
  [[nodiscard]] std::size_t sums_of(std::size_t rule) const noexcept { return sums_of_[rule]; }
  [[nodiscard]] bool looks_at(On on) const noexcept {
    return looks_at_[static_cast<std::size_t>(on)];
  }

  // Rules of a version, in the order of the book.
  [[nodiscard]] std::span<const std::uint32_t> of_services(std::size_t version) const noexcept {
    return services_rules_[version];
  }
  [[nodiscard]] std::span<const std::uint32_t> of_received(std::size_t version) const noexcept {
    return received_rules_[version];
  }
  [[nodiscard]] std::span<const std::uint32_t> of_events(std::size_t version,
                                                         std::uint32_t kind) const noexcept {
    return event_rules_[version * services_.events().kinds().size() + kind];
  }
  [[nodiscard]] std::span<const std::uint32_t> of_duties(std::size_t version,
                                                         std::uint32_t obligation,
                                                         bool met) const noexcept {
    return duty_rules_[(version * book_.obligations().size() + obligation) * 2 + (met ? 0 : 1)];
  }

  /// Obligations that events of a kind meet.
  [[nodiscard]] std::span<const std::uint32_t> met_by(std::uint32_t kind) const noexcept {
    return met_by_[kind];
  }
  /// Events that were due, by obligation and then by their rows.
  [[nodiscard]] std::span<const Due> due() const noexcept { return due_; }
  /// The kind that suspends; none is it where there is no such event.
  [[nodiscard]] std::uint32_t suspend_kind() const noexcept { return suspend_kind_; }

 private:
  template <class Wanted>
  void list_rules(NumberLists& lists, std::size_t version, On on, const Wanted& wanted) {
    for (std::uint32_t r = 0; r < rules_.size(); ++r)
      if (rules_[r].rule().on == on && rules_[r].in_version(version) && wanted(rules_[r]))
        lists.add(r);
    lists.end_list();
  }
  void read_kinds(const Texts& kinds) {
    suspend_kind_ = static_cast<std::uint32_t>(kinds.size());
    std::vector<std::vector<std::uint32_t>> due_of(kinds.size());
    bool any = false;
    for (std::uint32_t k = 0; k < kinds.size(); ++k) {
      if (kinds[k] == "suspend") suspend_kind_ = k;
      for (std::uint32_t o = 0; o < book_.obligations().size(); ++o) {
        const Obligation& obligation = book_.obligations()[o];
        if (std::ranges::find(obligation.events, kinds[k]) != obligation.events.end())
          met_by_.add(o);
        if (obligation.per || kinds[k] != obligation.due) continue;
        due_of[k].push_back(o);
        any = true;
      }
      met_by_.end_list();
    }
    if (!any) return;
    const Events& events = services_.events();
    const auto add = [&](const Event& event) {
      if (!event.is_reversal)
        for (const std::uint32_t o : due_of[event.kind]) due_.push_back({o, event});
    };
    // What was due has a deadline, as a rule, and so stands whole.
    for (const std::vector<Event>& chunk : events.all_whole())
      for (const Event& event : chunk) add(event);
    bool plain = false;
    for (std::uint32_t k = 0; k < kinds.size(); ++k)
      plain = plain || (!due_of[k].empty() && events.plain(k) > 0);
    if (plain)
      for (std::uint32_t i = 0; i < events.size(); ++i)
        if (const EventRow& row = events.rows()[i]; !row.is_whole() && !due_of[row.kind].empty())
          add(events[i]);
    std::ranges::sort(due_, [](const Due& a, const Due& b) {
      return std::pair(a.obligation, a.event.id) < std::pair(b.obligation, b.event.id);
    });
  }

  Rulebook book_;
  Services services_;
  std::vector<RuleRun> rules_;
  std::vector<std::size_t> sums_of_;
  std::array<bool, 5> looks_at_{};
  NumberLists services_rules_, received_rules_, event_rules_, duty_rules_, met_by_;
  std::vector<Due> due_;
  std::uint32_t suspend_kind_ = 0;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
