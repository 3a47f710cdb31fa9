// turnout/points/dry_run.hpp -- who rises and who falls, before a rule is changed.
//
//   const DryRun trial = dry_run(book, new_book, services, {.period = "2026H1"});
//   trial.changes();                 // one row a member whose points, rank or band would change
//   trial.totals();                  // sums, and members by band before and after
//
// Both books count the same services; nothing is written or posted. Ladders are compared by their
// ids, so that a new book may have other bands.
#pragma once

#include <cstdint>
#include <string>

#include <turnout/config.hpp>
#include <turnout/model/table.hpp>
#include <turnout/points/rulebook.hpp>
#include <turnout/points/services.hpp>
#include <turnout/points/standing.hpp>

namespace turnout::inline TURNOUT_ABI {

/// Two standings of the same services side by side; immutable.
class DryRun {
 public:
  DryRun(Standing before, Standing after) : before_(std::move(before)), after_(std::move(after)) {}
  [[nodiscard]] const Standing& before() const noexcept { return before_; }
  [[nodiscard]] const Standing& after() const noexcept { return after_; }

  /// Members for whom something changes: member_id, name, change (rises, falls, or moves where the
  /// points are the same), points_before, points_after, difference, rank_before, rank_after, then
  /// <ladder>_before and <ladder>_after for each ladder of either book. The largest loss first, then
  /// by member_id.
  [[nodiscard]] Table changes() const;

  /// what, before, after: members, members with points, points, hours counted, then for each
  /// ladder and band the members in it (`tier.excellent`), and of those who change: rises, falls.
  [[nodiscard]] Table totals() const;

 private:
  Standing before_, after_;
};

/// Scores both. Throws what score() throws.
[[nodiscard]] DryRun dry_run(const Rulebook& book, const Rulebook& new_book,
                             const Services& services, const ScoreOptions& options);

}  // namespace turnout::inline TURNOUT_ABI

#ifndef TURNOUT_COMPILED
#include <turnout/points/detail/dry_run.ipp>
#endif
