// What each unit's people gave: a letter's worth of rows a unit.
#pragma once

#include <cmath>

#include <turnout/points/detail/report_input.ipp>
#include <turnout/points/detail/rule_run.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {
namespace reports {

class UnitWriter {
 public:
  UnitWriter(const Standing& standing, const Input& in)
      : standing_(standing),
        given_(in.services()),
        reached_given_(in.services_table().find("reached") != nullptr) {}

  UnitFeedback write(std::string_view unit) {
    list_members();
    count_entries();
    UnitFeedback feedback{.standing = standing_, .units = {}, .members = {}};
    feedback.members = members_table(unit);
    feedback.units = units_table(unit);
    if (!unit.empty() && feedback.units.rows() == 0) refuse(unit);
    return feedback;
  }

 private:
  struct Sum {
    bool stays = false;  ///< The membership holds on the last day of the period.
    LocalDay until = LocalDay::max();
    std::int64_t services = 0, seconds = 0, points = 0, reached = 0, ratings = 0, stars = 0;
    std::optional<LocalDay> last;
  };
  using Key = std::pair<std::string, std::size_t>;  // unit, member

  [[noreturn]] static void refuse(std::string_view unit) {
    throw InputError(Issue{.table = {},
                           .row = {},
                           .column = "unit",
                           .value = std::string(unit),
                           .code = "unknown_unit",
                           .message = "no member belongs to this unit in the period",
                           .remedy = "give a unit as the roster has it"});
  }

  void list_members() {
    const Period& period = standing_.period();
    for (std::size_t m = 0; m < given_.members(); ++m)
      for (const Membership& one : given_.memberships(m)) {
        if (one.unit.empty() || one.to < period.first || period.last < one.from) continue;
        Sum& sum = sums_[{one.unit, m}];
        sum.stays = sum.stays || one.contains(period.last);
        sum.until = one.to;
      }
  }

  /// What an entry says of its service: whether it counts, and for how many points.
  void count_entries() {
    const Table entries = standing_.entries();
    const Column &members = *entries.find("member_id"), &causes = *entries.find("service_id"),
                 &starts = *entries.find("start"), &points = *entries.find("points"),
                 &rules = *entries.find("rule"), &reasons = *entries.find("reason");
    const Causes services(standing_.rulebook(), given_);
    std::vector<bool> counted(given_.size(), false);
    const std::int64_t until = known_until(standing_);
    for (std::size_t i = 0; i < entries.rows(); ++i) {
      const std::size_t m = *given_.find_member(members.text_at(i));
      const LocalDay day =
          std::chrono::floor<std::chrono::days>(LocalTime{Seconds{starts.ticks_at(i)}});
      const Membership* home = given_.membership_on(m, day);
      if (home == nullptr || home->unit.empty()) continue;
      Sum& sum = sums_[{home->unit, m}];
      const PointRule* rule = services.rule(rules.text_at(i));
      if (rule == nullptr) continue;
      if (rule->kind == 0) sum.points += std::llround(points.real_at(i) * 1000);
      const std::uint32_t s = services.service(rule, causes.text_at(i));
      if (s == kNone || rule->on != PointRule::On::services || counted[s] ||
          !opened(reasons.text_at(i)) || !standing_.period().contains(given_.day(s)))
        continue;
      counted[s] = true;
      ++sum.services;
      sum.seconds += given_.seconds(s);
      sum.reached += given_.reached(s);
      sum.last = std::max(sum.last.value_or(day), day);
      if (const int rating = rating_known(given_, s, until); rating != 0) {
        ++sum.ratings;
        sum.stars += rating;
      }
    }
  }
  /// A service is counted when a rule matches it and that rule's gates are open.
  static bool opened(std::string_view reason) {
    for (int r = 0; r <= static_cast<int>(NoPoints::suspended); ++r)
      if (reason == to_string(static_cast<NoPoints>(r)))
        return detail::counts(static_cast<NoPoints>(r));
    return false;
  }

  Table members_table(std::string_view unit) const {
    const Table frame = standing_.frame();
    std::vector<std::size_t> row_of(given_.members());
    for (std::size_t row = 0; row < frame.rows(); ++row)
      if (const auto m = given_.find_member(frame.find("member_id")->text_at(row)))
        row_of[*m] = row;
    Texts unit_names, ids, names, communities, until, last;
    std::vector<std::int64_t> services, reached, ratings;
    std::vector<double> hours, points, rating;
    std::vector<std::size_t> frame_rows;
    std::vector<bool> rated;
    for (const auto& [key, sum] : sums_) {
      const auto& [of, m] = key;
      if (!unit.empty() && of != unit) continue;
      unit_names.push_back(of);
      ids.push_back(given_.member_id(m));
      names.push_back(given_.member_name(m));
      communities.push_back(given_.community(m));
      until.push_back(sum.stays ? std::string() : day_text(sum.until));
      services.push_back(sum.services);
      hours.push_back(in_hours(sum.seconds));
      points.push_back(static_cast<double>(sum.points) / 1000);
      reached.push_back(sum.reached);
      ratings.push_back(sum.ratings);
      const auto mean = mean_rating(sum.stars, sum.ratings);
      rating.push_back(mean.value_or(0));
      rated.push_back(mean.has_value());
      last.push_back(sum.last ? to_text(*sum.last) : std::string());
      frame_rows.push_back(row_of[m]);
    }
    std::vector<NamedColumn> columns{{"unit", Column::text(std::move(unit_names))},
                                     {"member_id", Column::text(std::move(ids))},
                                     {"name", Column::text(std::move(names))},
                                     {"community", Column::text(std::move(communities))},
                                     {"until", Column::text(std::move(until))},
                                     {"services", Column::integers(std::move(services))},
                                     {"hours", Column::reals(std::move(hours))},
                                     {"points", Column::reals(std::move(points))}};
    // Rank and bands are the person's, over the whole period.
    const auto copied = [&](std::string_view name) {
      const Column* values = frame.find(name);
      if (values == nullptr) return;
      if (values->type() == ColumnType::integer) {
        std::vector<std::int64_t> numbers;
        for (const std::size_t row : frame_rows) numbers.push_back(values->integer_at(row));
        columns.push_back({std::string(name), Column::integers(std::move(numbers))});
      } else {
        Texts texts;
        for (const std::size_t row : frame_rows) texts.push_back(values->to_text(row));
        columns.push_back({std::string(name), Column::text(std::move(texts))});
      }
    };
    copied("rank");
    copied("tier");
    copied("star");
    for (const Ladder& ladder : standing_.rulebook().ladders())
      if (ladder.id != "tier" && ladder.id != "star") copied(ladder.id);
    for (const Obligation& obligation : standing_.rulebook().obligations()) {
      copied(obligation.id + "_met");
      copied(obligation.id + "_missed");
    }
    columns.push_back(
        {"reached",
         Column::integers(std::move(reached),
                          std::vector<bool>(reached_given_ ? 0 : frame_rows.size(), false))});
    columns.push_back({"ratings", Column::integers(std::move(ratings))});
    columns.push_back({"rating", Column::reals(std::move(rating), std::move(rated))});
    columns.push_back({"last_service", Column::text(std::move(last))});
    return Table("members", std::move(columns));
  }

  Table units_table(std::string_view unit) const {
    Sheet sheet("units", {{"unit", ColumnType::text},
                          {"members", ColumnType::integer},
                          {"served", ColumnType::integer},
                          {"services", ColumnType::integer},
                          {"hours", ColumnType::real},
                          {"points", ColumnType::real},
                          {"reached", ColumnType::integer},
                          {"ratings", ColumnType::integer},
                          {"rating", ColumnType::real}});
    for (auto at = sums_.begin(); at != sums_.end();) {
      const std::string& of = at->first.first;
      Sum all;
      std::int64_t members = 0, served = 0;
      for (; at != sums_.end() && at->first.first == of; ++at) {
        const Sum& sum = at->second;
        members += sum.stays ? 1 : 0;
        served += sum.services > 0 ? 1 : 0;
        all.services += sum.services;
        all.seconds += sum.seconds;
        all.points += sum.points;
        all.reached += sum.reached;
        all.ratings += sum.ratings;
        all.stars += sum.stars;
      }
      if (!unit.empty() && of != unit) continue;
      sheet.text(of)
          .integer(members)
          .integer(served)
          .integer(all.services)
          .real(in_hours(all.seconds))
          .real(static_cast<double>(all.points) / 1000)
          .integer(given_or_none(reached_given_, all.reached))
          .integer(all.ratings)
          .real(mean_rating(all.stars, all.ratings));
    }
    return sheet.finish();
  }

  const Standing& standing_;
  const Services& given_;
  bool reached_given_;
  std::map<Key, Sum> sums_;  // by unit, then by member_id
};

}  // namespace reports
}  // namespace detail

TURNOUT_INLINE UnitFeedback unit_feedback(const Standing& standing, const ReportTables& tables,
                                          std::string_view unit) {
  const detail::reports::Input in(standing, tables);
  return detail::reports::UnitWriter(standing, in).write(trim(unit));
}

}  // namespace turnout::inline TURNOUT_ABI
