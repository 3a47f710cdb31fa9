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
namespace detail {
/// Members that are written in one go: some thousand entries, which stay in the cache.
inline constexpr std::uint32_t kEntryChunk = 256;
}  // namespace detail

TURNOUT_INLINE Table Standing::entries() const {
  return entries_between(0, static_cast<std::uint32_t>(data_->services.members()));
}
TURNOUT_INLINE Table Standing::entries_of(std::string_view member_id) const {
  const std::uint32_t m = detail::known_member(data_->services, member_id);
  return entries_between(m, m + 1);
}

TURNOUT_INLINE Table Standing::entries_between(std::uint32_t first, std::uint32_t last) const {
  const Services& given = data_->services;
  const std::size_t owed = std::min<std::size_t>(data_->duties->of_all().size(), 100);
  /// About how many there will be.
  const auto expected = [&](std::uint32_t from, std::uint32_t to) {
    std::size_t count = (to - from) * owed;
    for (std::uint32_t m = from; m < to; ++m) {
      const auto [begin, end] = given.of_member(m);
      count += end - begin + given.events().of(m).size();
    }
    return count;
  };
  detail::EntryTable table(data_->book, given, first, expected(first, last));
  // Members do not depend on each other, so each chunk of them is a job of its own.
  constexpr std::uint32_t chunk = detail::kEntryChunk;
  Turns turns;
  for_each_chunk((last - first + chunk - 1) / chunk, data_->threads, [&](std::size_t c) {
    Turns::Turn turn(turns, c);
    const auto from = first + static_cast<std::uint32_t>(c) * chunk;
    const auto to = from + std::min(chunk, last - from);
    detail::Pass pass(*data_->compiled, data_->period, data_->known, *data_->duties);
    detail::EntryWriter out(data_->book, given, pass);
    out.reserve(expected(from, to));
    auto late = std::ranges::lower_bound(data_->late, from, {}, &LateEntry::member);
    for (std::uint32_t m = from; m < to; ++m) {
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
