// A standing as tables: the frame, the ledger, the units.
#pragma once

#include <algorithm>
#include <map>

#include <turnout/points/detail/causes.hpp>
#include <turnout/points/detail/standing_words.hpp>
#include <turnout/points/standing.hpp>

namespace turnout::inline TURNOUT_ABI {
TURNOUT_INLINE Table Standing::frame() const {
  const Services& given = data_->services;
  const Rulebook& book = data_->book;
  std::vector<NamedColumn> columns;
  const auto text = [&](std::string name, auto value, bool only_if_any = false) {
    // Whether any says something is asked in the order of members, in which they lie.
    const auto says = [&](std::uint32_t row) { return !value(data_->rows[row]).empty(); };
    if (only_if_any && std::ranges::none_of(data_->row_of, says)) return;
    Texts texts;
    texts.reserve(data_->rows.size(), 8 * data_->rows.size());
    for (const StandingRow& row : data_->rows) texts.push_back(value(row));
    columns.push_back({std::move(name), Column::text(std::move(texts))});
  };
  const auto whole = [&](std::string name, auto value) {
    std::vector<std::int64_t> values;
    values.reserve(data_->rows.size());
    for (const StandingRow& row : data_->rows) values.push_back(value(row));
    columns.push_back({std::move(name), Column::integers(std::move(values))});
  };
  const auto real = [&](std::string name, auto value) {
    std::vector<double> values;
    values.reserve(data_->rows.size());
    for (const StandingRow& row : data_->rows) values.push_back(value(row));
    columns.push_back({std::move(name), Column::reals(std::move(values))});
  };
  using Row = StandingRow;
  const auto ladder_column = [&](std::string_view id) {
    const Ladder* ladder = book.ladder(id);
    text(std::string(id), [&, ladder](const Row& row) {
      return ladder ? detail::band_name(*ladder, band(row, *ladder)) : std::string();
    });
  };
  // A person stands where they belonged at the period's end.
  const auto home = [&](const Row& row) {
    return given.membership_on(row.member, data_->period.last);
  };
  text("member_id", [&](const Row& row) { return given.member_id(row.member); });
  text("name", [&](const Row& row) { return given.member_name(row.member); }, true);
  text(
      "community",
      [&](const Row& row) {
        const Membership* at = home(row);
        return at ? std::string_view(at->community) : given.community(row.member);
      },
      true);
  text(
      "unit",
      [&](const Row& row) {
        const Membership* at = home(row);
        return at ? std::string_view(at->unit) : given.unit(row.member);
      },
      true);
  text("moved_from", [&](const Row& row) { return moved_from(row); }, true);
  whole("rank", [](const Row& row) { return row.rank; });
  real("points", [](const Row& row) { return detail::in_points(row.period.earned); });
  ladder_column("tier");
  const Ladder* star = book.ladder("star");
  whole("star", [&](const Row& row) {
    return star ? static_cast<std::int64_t>(band(row, *star)) : std::int64_t{0};
  });
  whole("services", [](const Row& row) { return row.period.services; });
  real("hours", [](const Row& row) { return detail::in_hours(row.period.seconds); });
  whole("active_months", [](const Row& row) { return row.period.active_months; });
  real("lifetime_points", [](const Row& row) { return detail::in_points(row.lifetime.earned); });
  real("lifetime_hours", [](const Row& row) { return detail::in_hours(row.lifetime.seconds); });
  whole("lifetime_services", [](const Row& row) { return row.lifetime.services; });
  for (const Ladder& ladder : book.ladders())
    if (ladder.id != "tier" && ladder.id != "star") ladder_column(ladder.id);
  const std::size_t kinds = book.kinds().size();
  for (std::size_t k = 0; kinds > 1 && k < kinds; ++k)
    real("earned_" + book.kinds()[k].id,
         [&](const Row& row) { return detail::in_points(earned(row, k)); });
  for (std::size_t k = 0; book.keeps_accounts() && k < kinds; ++k)
    real("balance_" + book.kinds()[k].id,
         [&](const Row& row) { return detail::in_points(data_->accounts.balance(row.member, k)); });
  for (std::size_t o = 0; o < book.obligations().size(); ++o) {
    whole(book.obligations()[o].id + "_met", [&](const Row& row) { return met(row, o); });
    whole(book.obligations()[o].id + "_missed", [&](const Row& row) { return missed(row, o); });
  }
  text(
      "suspended",
      [&](const Row& row) { return suspended(row) ? std::string_view("yes") : std::string_view{}; },
      true);
  return Table("standing", std::move(columns));
}

TURNOUT_INLINE std::string_view Standing::moved_from(const StandingRow& row) const noexcept {
  const Services& given = data_->services;
  const Membership* const now = given.membership_on(row.member, data_->period.last);
  if (now == nullptr || now->from <= data_->period.first) return {};
  std::string_view from;
  for (const Membership& one : given.memberships(row.member))
    if (one.to < now->from && one.to >= data_->period.first && one.community != now->community)
      from = one.community;
  return from;
}

TURNOUT_INLINE Table Standing::ledger() const {
  const Accounts& accounts = data_->accounts;
  Texts account, kind, at, movement, cause, rule, other, refused;
  std::vector<double> points, balance;
  for (const AccountEntry& e : accounts.entries()) {
    account.push_back(accounts.name(e.account));
    kind.push_back(data_->book.kinds()[e.kind].id);
    at.push_back(detail::local_text(data_->services.zone(), e.at));
    movement.push_back(to_string(e.movement));
    points.push_back(detail::in_points(e.points));
    balance.push_back(detail::in_points(e.balance));
    cause.push_back(e.cause);
    rule.push_back(e.rule);
    other.push_back(e.other < accounts.size() ? accounts.name(e.other) : std::string_view{});
    refused.push_back(to_string(e.refused));
  }
  return Table("ledger", {{"account", Column::text(std::move(account))},
                          {"kind", Column::text(std::move(kind))},
                          {"at", Column::text(std::move(at))},
                          {"movement", Column::text(std::move(movement))},
                          {"points", Column::reals(std::move(points))},
                          {"balance", Column::reals(std::move(balance))},
                          {"cause", Column::text(std::move(cause))},
                          {"rule", Column::text(std::move(rule))},
                          {"other", Column::text(std::move(other))},
                          {"refused", Column::text(std::move(refused))}});
}

TURNOUT_INLINE std::vector<UnitRow> Standing::units() const {
  const Services& given = data_->services;
  const std::size_t O = data_->book.obligations().size();
  std::map<std::string, UnitRow, std::less<>> units;
  const auto of = [&](const std::string& name) -> UnitRow& {
    UnitRow& unit = units[name];
    if (unit.kept.empty()) {
      unit.unit = name;
      unit.kept.resize(O);
      unit.share.resize(O);
    }
    return unit;
  };
  const auto unit_on = [&](std::uint32_t m, LocalDay day) -> UnitRow* {
    const Membership* at = given.membership_on(m, day);
    return at && !at->unit.empty() ? &of(at->unit) : nullptr;
  };
  detail::Pass pass(*data_->compiled, data_->period, data_->known, *data_->duties);
  for (std::uint32_t m = 0; m < given.members(); ++m) {
    const StandingRow& row = row_of(m);
    if (UnitRow* unit = unit_on(m, data_->period.last)) {
      ++unit->members;
      unit->suspended += suspended(row) ? 1 : 0;
      for (std::size_t o = 0; o < O; ++o) unit->kept[o] += missed(row, o) == 0 ? 1 : 0;
    }
    StandingRow sums;
    if (!data_->opening.empty()) sums.lifetime = data_->opening[m];
    std::uint32_t last = ~std::uint32_t{0};
    pass.member(m, sums, {},
                [&](const detail::Fact& fact, const PointRule* rule, const detail::Steps& steps) {
                  if (!rule || !data_->period.contains(fact.day)) return;
                  UnitRow* const unit = unit_on(m, fact.day);
                  if (unit == nullptr) return;
                  if (rule->kind == 0) unit->points += steps.points;
                  if (fact.on != PointRule::On::services || fact.index == last ||
                      !detail::counts(steps.reason))
                    return;
                  last = fact.index;
                  ++unit->services;
                  unit->seconds += given.seconds(fact.index);
                });
  }
  for (const LateEntry& entry : data_->late) {
    const auto rule = std::ranges::find(data_->book.rules(), entry.rule, &PointRule::id);
    UnitRow* const unit = rule->kind == 0 ? unit_on(entry.member, entry.given) : nullptr;
    if (unit) unit->points += entry.points;
  }
  std::vector<UnitRow> rows;
  for (auto& [name, unit] : units) {
    for (std::size_t o = 0; o < O; ++o)
      unit.share[o] = unit.members == 0 ? 0 : unit.kept[o] * 1000 / unit.members;
    rows.push_back(std::move(unit));
  }
  return rows;
}

TURNOUT_INLINE Table Standing::unit_frame() const {
  const std::vector<UnitRow> units = this->units();
  Texts name;
  std::vector<std::int64_t> members, suspended, services;
  std::vector<double> hours, points, each;
  for (const UnitRow& unit : units) {
    name.push_back(unit.unit);
    members.push_back(unit.members);
    suspended.push_back(unit.suspended);
    services.push_back(unit.services);
    hours.push_back(detail::in_hours(unit.seconds));
    points.push_back(detail::in_points(unit.points));
    each.push_back(
        unit.members == 0 ? 0 : detail::in_points(unit.points) / static_cast<double>(unit.members));
  }
  std::vector<NamedColumn> columns{{"unit", Column::text(std::move(name))},
                                   {"members", Column::integers(std::move(members))},
                                   {"suspended", Column::integers(std::move(suspended))},
                                   {"services", Column::integers(std::move(services))},
                                   {"hours", Column::reals(std::move(hours))},
                                   {"points", Column::reals(std::move(points))},
                                   {"points_a_member", Column::reals(std::move(each))}};
  for (std::size_t o = 0; o < data_->book.obligations().size(); ++o) {
    const Obligation& obligation = data_->book.obligations()[o];
    std::vector<double> share;
    Texts kept;
    for (const UnitRow& unit : units) {
      share.push_back(static_cast<double>(unit.share[o]) / 10);
      kept.push_back(unit.share[o] >= obligation.least.value_or(0) ? "yes" : "no");
    }
    columns.push_back({obligation.id + "_share", Column::reals(std::move(share))});
    if (obligation.least)
      columns.push_back({obligation.id + "_kept", Column::text(std::move(kept))});
  }
  return Table("units", std::move(columns));
}

}  // namespace turnout::inline TURNOUT_ABI
