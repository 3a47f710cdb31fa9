// What one account holds of one kind of points: lots, each with its days and tags.
#pragma once

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <vector>

#include <turnout/points/rulebook.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

struct Lot {
  LocalDay expires = LocalDay::max();
  LocalDay earned = LocalDay::min();
  std::uint64_t tags = 0;  ///< Bit t: tag t.
  std::int64_t points = 0;
};

class Purse {
 public:
  /// Lots less debt.
  [[nodiscard]] std::int64_t balance() const noexcept { return held_ - debt_; }
  [[nodiscard]] const std::vector<Lot>& lots() const noexcept { return lots_; }

  /// Adds a lot; debts are paid first.
  void add(Lot lot) {
    const std::int64_t paid = std::min(debt_, lot.points);
    debt_ -= paid;
    lot.points -= paid;
    if (lot.points <= 0) return;
    held_ += lot.points;
    lots_.insert(std::ranges::upper_bound(lots_, key(lot), {}, key), lot);
  }
  /// What may be used where the tags in `forbidden` may not.
  [[nodiscard]] std::int64_t available(std::uint64_t forbidden) const noexcept {
    std::int64_t sum = -debt_;
    for (const Lot& lot : lots_)
      if ((lot.tags & forbidden) == 0) sum += lot.points;
    return sum;
  }
  /// Takes `points`, no more than available, first what lapses first; answers with the parts.
  std::vector<Lot> take(std::int64_t points, std::uint64_t forbidden) {
    std::vector<Lot> taken;
    for (Lot& lot : lots_) {
      if (points == 0) break;
      if ((lot.tags & forbidden) != 0) continue;
      Lot part = lot;
      part.points = std::min(points, lot.points);
      lot.points -= part.points;
      held_ -= part.points;
      points -= part.points;
      taken.push_back(part);
    }
    std::erase_if(lots_, [](const Lot& lot) { return lot.points == 0; });
    return taken;
  }
  /// A loss: what lots do not cover is owed.
  void lose(std::int64_t points) {
    const std::int64_t covered = std::min(points, held_);
    take(covered, 0);
    debt_ += points - covered;
  }
  /// Takes out the lots that lapse on or before a day.
  std::vector<Lot> lapse(LocalDay day) {
    const auto first_left =
        std::ranges::find_if(lots_, [&](const Lot& l) { return l.expires > day; });
    std::vector<Lot> gone(lots_.begin(), first_left);
    lots_.erase(lots_.begin(), first_left);
    for (const Lot& lot : gone) held_ -= lot.points;
    return gone;
  }

 private:
  static std::tuple<LocalDay, LocalDay, std::uint64_t> key(const Lot& lot) noexcept {
    return {lot.expires, lot.earned, lot.tags};
  }
  std::vector<Lot> lots_;  // by the day on which they lapse, then on which they were earned
  std::int64_t held_ = 0, debt_ = 0;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
