// Every entry of a standing, as a table.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <turnout/model/parallel.hpp>
#include <turnout/points/detail/entry_table.hpp>
#include <turnout/points/detail/pass.ipp>
#include <turnout/points/standing.hpp>

namespace turnout::inline TURNOUT_ABI {
TURNOUT_INLINE Table Standing::entries() const {
  const Services& given = data_->services;
  const std::size_t members = given.members();
  // Members do not depend on each other, so each chunk of them is a job of its own.
  constexpr std::size_t chunk = 256;
  const std::size_t owed = std::min<std::size_t>(data_->duties->of_all().size(), 100);
  detail::EntryTable table(data_->book, given,
                           given.size() + given.events().rows().size() + members * owed);
  Turns turns;
  for_each_chunk((members + chunk - 1) / chunk, data_->threads, [&](std::size_t c) {
    Turns::Turn turn(turns, c);
    const auto first = static_cast<std::uint32_t>(c * chunk);
    const auto last = static_cast<std::uint32_t>(std::min(members, (c + 1) * chunk));
    detail::Pass pass(*data_->compiled, data_->period, data_->known, *data_->duties);
    detail::EntryWriter out(data_->book, given, pass);
    std::size_t expected = (last - first) * owed;
    for (std::uint32_t m = first; m < last; ++m) {
      const auto [from, to] = given.of_member(m);
      expected += to - from + given.events().of(m).size();
    }
    out.reserve(expected);
    auto late = std::ranges::lower_bound(data_->late, first, {}, &LateEntry::member);
    for (std::uint32_t m = first; m < last; ++m) {
      StandingRow sums;
      if (!data_->opening.empty()) sums.lifetime = data_->opening[m];
      pass.member(m, sums, {},
                  [&](const detail::Fact& fact, const PointRule* rule, const detail::Steps& steps) {
                    if (data_->period.contains(fact.day)) out.add(fact, rule, steps);
                  });
      for (; late != data_->late.end() && late->member == m; ++late) out.add(*late);
      out.end_member();
    }
    table.take(out.rows(), turn);
  });
  return table.finish();
}

}  // namespace turnout::inline TURNOUT_ABI
