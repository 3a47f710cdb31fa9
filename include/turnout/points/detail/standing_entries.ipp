// Every entry of a standing, as a table.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <turnout/model/parallel.hpp>
#include <turnout/points/detail/entry_columns.hpp>
#include <turnout/points/detail/pass.ipp>
#include <turnout/points/standing.hpp>

namespace turnout::inline TURNOUT_ABI {
TURNOUT_INLINE Table Standing::entries() const {
  const Services& given = data_->services;
  const std::size_t members = given.members();
  // Members do not depend on each other, so each chunk of them is a job of its own.
  constexpr std::size_t chunk = 1024;
  std::vector<detail::EntryColumns> parts((members + chunk - 1) / chunk);
  for_each_chunk(parts.size(), data_->threads, [&](std::size_t c) {
    detail::Pass pass(*data_->compiled, data_->period, data_->known, *data_->duties);
    detail::EntryWriter out(data_->book, given, pass);
    const auto first = static_cast<std::uint32_t>(c * chunk);
    const auto last = static_cast<std::uint32_t>(std::min(members, (c + 1) * chunk));
    auto late = std::ranges::lower_bound(data_->late, first, {}, &LateEntry::member);
    for (std::uint32_t m = first; m < last; ++m) {
      StandingRow sums;
      if (!data_->opening.empty()) sums.lifetime = data_->opening[m];
      pass.member(m, sums, {},
                  [&](const detail::Fact& fact, const PointRule* rule, const detail::Steps& steps) {
                    if (data_->period.contains(fact.day)) out.add(m, fact, rule, steps);
                  });
      for (; late != data_->late.end() && late->member == m; ++late) out.add(*late);
    }
    parts[c] = out.finish();
  });
  return detail::EntryJoiner(std::move(parts)).table(data_->book, given, data_->threads);
}

}  // namespace turnout::inline TURNOUT_ABI
