#pragma once

#include <algorithm>
#include <map>

#include <turnout/points/detail/standing_words.hpp>
#include <turnout/points/dry_run.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// The ladders of both books, each id once, those of the old book first.
inline std::vector<std::string> ladder_ids(const Rulebook& before, const Rulebook& after) {
  std::vector<std::string> ids;
  for (const Rulebook* book : {&before, &after})
    for (const Ladder& ladder : book->ladders())
      if (std::ranges::find(ids, ladder.id) == ids.end()) ids.push_back(ladder.id);
  return ids;
}
/// The band of that ladder; "" where the book has no such ladder or the member no band.
inline std::string band_in(const Standing& standing, const StandingRow& row,
                           const std::string& ladder) {
  const Ladder* const found = standing.rulebook().ladder(ladder);
  return found ? band_name(*found, standing.band(row, *found)) : std::string();
}

}  // namespace detail

TURNOUT_INLINE DryRun dry_run(const Rulebook& book, const Rulebook& new_book,
                              const Services& services, const ScoreOptions& options) {
  return {score(book, services, options), score(new_book, services, options)};
}

TURNOUT_INLINE Table DryRun::changes() const {
  const Services& given = before_.services();
  const std::vector<std::string> ladders =
      detail::ladder_ids(before_.rulebook(), after_.rulebook());
  std::vector<std::uint32_t> members;
  std::vector<std::vector<std::string>> was(given.members()), is(given.members());
  const auto difference = [&](std::uint32_t m) {
    return after_.row_of(m).period.earned - before_.row_of(m).period.earned;
  };
  for (std::uint32_t m = 0; m < given.members(); ++m) {
    const StandingRow &old_row = before_.row_of(m), &new_row = after_.row_of(m);
    for (const std::string& ladder : ladders) {
      was[m].push_back(detail::band_in(before_, old_row, ladder));
      is[m].push_back(detail::band_in(after_, new_row, ladder));
    }
    if (difference(m) != 0 || old_row.rank != new_row.rank || was[m] != is[m]) members.push_back(m);
  }
  std::ranges::stable_sort(members, {}, difference);

  Texts id, name, change;
  std::vector<double> points_before, points_after, differences;
  std::vector<std::int64_t> rank_before, rank_after;
  bool any_name = false;
  for (const std::uint32_t m : members) {
    id.push_back(given.member_id(m));
    name.push_back(given.member_name(m));
    any_name = any_name || !given.member_name(m).empty();
    const std::int64_t by = difference(m);
    change.push_back(by > 0 ? "rises" : by < 0 ? "falls" : "moves");
    points_before.push_back(detail::in_points(before_.row_of(m).period.earned));
    points_after.push_back(detail::in_points(after_.row_of(m).period.earned));
    differences.push_back(detail::in_points(by));
    rank_before.push_back(before_.row_of(m).rank);
    rank_after.push_back(after_.row_of(m).rank);
  }
  std::vector<NamedColumn> columns{{"member_id", Column::text(std::move(id))}};
  if (any_name) columns.push_back({"name", Column::text(std::move(name))});
  columns.push_back({"change", Column::text(std::move(change))});
  columns.push_back({"points_before", Column::reals(std::move(points_before))});
  columns.push_back({"points_after", Column::reals(std::move(points_after))});
  columns.push_back({"difference", Column::reals(std::move(differences))});
  columns.push_back({"rank_before", Column::integers(std::move(rank_before))});
  columns.push_back({"rank_after", Column::integers(std::move(rank_after))});
  for (std::size_t l = 0; l < ladders.size(); ++l) {
    Texts old_bands, new_bands;
    for (const std::uint32_t m : members) {
      old_bands.push_back(was[m][l]);
      new_bands.push_back(is[m][l]);
    }
    columns.push_back({ladders[l] + "_before", Column::text(std::move(old_bands))});
    columns.push_back({ladders[l] + "_after", Column::text(std::move(new_bands))});
  }
  return Table("dry_run", std::move(columns));
}

TURNOUT_INLINE Table DryRun::totals() const {
  Texts what;
  std::vector<double> before, after;
  const auto add = [&](const std::string& name, double old_value, double new_value) {
    what.push_back(name);
    before.push_back(old_value);
    after.push_back(new_value);
  };
  const auto sum = [](const Standing& standing, auto value) {
    std::int64_t total = 0;
    for (const StandingRow& row : standing.rows()) total += value(row);
    return total;
  };
  const auto both = [&](const std::string& name, double unit, auto value) {
    add(name, static_cast<double>(sum(before_, value)) / unit,
        static_cast<double>(sum(after_, value)) / unit);
  };
  both("members", 1, [](const StandingRow&) { return std::int64_t{1}; });
  both("members_with_points", 1,
       [](const StandingRow& row) { return std::int64_t{row.period.earned > 0}; });
  both("points", 1000, [](const StandingRow& row) { return row.period.earned; });
  both("hours", 3600, [](const StandingRow& row) { return row.period.seconds; });
  for (const std::string& id : detail::ladder_ids(before_.rulebook(), after_.rulebook())) {
    // Bands in the order of the books, the old one's first; then what repeats.
    std::vector<std::string> names;
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> members;
    const auto count = [&](const Standing& standing, auto part) {
      if (const Ladder* ladder = standing.rulebook().ladder(id))
        for (const Band& band : ladder->bands)
          if (std::ranges::find(names, band.id) == names.end()) names.push_back(band.id);
      for (const StandingRow& row : standing.rows()) {
        const std::string band = detail::band_in(standing, row, id);
        if (!band.empty()) ++(members[band].*part);
      }
    };
    using Counts = std::pair<std::int64_t, std::int64_t>;
    count(before_, &Counts::first);
    count(after_, &Counts::second);
    for (const auto& [band, counts] : members)
      if (std::ranges::find(names, band) == names.end()) names.push_back(band);
    for (const std::string& band : names)
      add(id + "." + band, static_cast<double>(members[band].first),
          static_cast<double>(members[band].second));
  }
  std::int64_t rises = 0, falls = 0;
  for (std::uint32_t m = 0; m < before_.services().members(); ++m) {
    const std::int64_t by = after_.row_of(m).period.earned - before_.row_of(m).period.earned;
    rises += by > 0 ? 1 : 0;
    falls += by < 0 ? 1 : 0;
  }
  add("rises", 0, static_cast<double>(rises));
  add("falls", 0, static_cast<double>(falls));
  return Table("dry_run_totals", {{"what", Column::text(std::move(what))},
                                  {"before", Column::reals(std::move(before))},
                                  {"after", Column::reals(std::move(after))}});
}

}  // namespace turnout::inline TURNOUT_ABI
