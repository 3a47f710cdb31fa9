#pragma once

// Who is free for a whole service, as one bit a member for each window of time that needs ask.

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/eligibility/detail/bit_planes.hpp>
#include <turnout/model/problem.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Whether the service lies within one interval of the calendar.
inline bool lies_within(std::span<const Interval> calendar, const Interval& service) {
  auto after = std::ranges::upper_bound(calendar, service.start, {}, &Interval::start);
  return after != calendar.begin() && service.end <= std::prev(after)->end;
}
inline bool calendar_is_free(const Problem& p, CalendarId calendar, const Interval& service) {
  return calendar == CalendarId{} || lies_within(p.calendars()[index(calendar)], service);
}

/// Needs share windows: a city of 7,000 needs asks for a few hundred. A window that many needs
/// ask for has a plane, as far as the planes' share of memory goes; one that has none is answered
/// from the calendar.
class TimePlanes {
 public:
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  TimePlanes(const Problem& p, std::span<const std::uint32_t> order) {
    const Needs& needs = p.needs();
    std::vector<std::uint32_t> by_window(needs.size());
    for (std::size_t n = 0; n < by_window.size(); ++n) by_window[n] = static_cast<std::uint32_t>(n);
    const auto window = [&](std::uint32_t n) { return Interval{needs.start[n], needs.end[n]}; };
    std::ranges::sort(by_window, {}, window);
    std::vector<std::uint32_t> uses;
    window_of_.resize(needs.size());
    for (const std::uint32_t n : by_window) {
      if (windows_.empty() || windows_.back() != window(n)) {
        windows_.push_back(window(n));
        uses.push_back(0);
      }
      ++uses.back();
      window_of_[n] = static_cast<std::uint32_t>(windows_.size() - 1);
    }
    choose(uses, order.size());
    fill(p, order);
  }

  /// The plane of a need's window, or `none`.
  [[nodiscard]] std::uint32_t plane(NeedId need) const noexcept {
    return plane_of_[window_of_[index(need)]];
  }
  [[nodiscard]] std::uint64_t word(std::uint32_t plane, std::size_t block) const noexcept {
    return planes_.word(plane, block);
  }
  /// Who is not free in the plane's window; bits behind the last member are any.
  void copy_inverted(std::uint32_t plane, std::span<std::uint64_t> out) const noexcept {
    planes_.copy_inverted(plane, out);
  }
  [[nodiscard]] std::size_t bytes() const noexcept { return planes_.bytes(); }

 private:
  /// At least so much, and so many planes where members are many.
  static constexpr std::size_t least_bytes = std::size_t{1} << 24;
  static constexpr std::size_t least_planes = 512;

  void choose(std::span<const std::uint32_t> uses, std::size_t members) {
    plane_of_.assign(windows_.size(), none);
    std::vector<std::uint32_t> chosen(windows_.size());
    for (std::size_t w = 0; w < chosen.size(); ++w) chosen[w] = static_cast<std::uint32_t>(w);
    const std::size_t most = std::max(least_planes, least_bytes * 8 / (members + 1));
    if (chosen.size() > most) {
      std::ranges::stable_sort(chosen, std::ranges::greater{},
                               [&](std::uint32_t w) { return uses[w]; });
      chosen.resize(most);
      std::ranges::sort(chosen);
    }
    with_plane_ = std::move(chosen);
    for (std::size_t i = 0; i < with_plane_.size(); ++i)
      plane_of_[with_plane_[i]] = static_cast<std::uint32_t>(i);
  }

  /// Bits of all windows for each calendar, then the matrix turned over, 64 by 64.
  void fill(const Problem& p, std::span<const std::uint32_t> order) {
    const std::size_t stride = (with_plane_.size() + 63) / 64;
    std::vector<std::uint64_t> of_calendar(p.calendars().size() * stride, 0);
    for (std::size_t c = 0; c < p.calendars().size(); ++c) {
      std::uint64_t* row = of_calendar.data() + c * stride;
      if (c == 0) std::fill_n(row, stride, ~std::uint64_t{0});
      for (const Interval& free : p.calendars()[c]) {
        auto w = std::ranges::lower_bound(with_plane_, free.start, {},
                                          [&](std::uint32_t i) { return windows_[i].start; });
        for (; w != with_plane_.end() && windows_[*w].start < free.end; ++w) {
          const auto i = static_cast<std::size_t>(w - with_plane_.begin());
          if (windows_[*w].end <= free.end) row[i / 64] |= std::uint64_t{1} << (i % 64);
        }
      }
    }
    planes_ = BitPlanes(with_plane_.size(), order.size());
    std::array<std::uint64_t, 64> square{};
    std::array<const std::uint64_t*, 64> rows{};
    for (std::size_t first = 0; first < order.size(); first += 64) {
      const std::size_t size = std::min<std::size_t>(64, order.size() - first);
      for (std::size_t i = 0; i < size; ++i)
        rows[i] = of_calendar.data() + index(p.members().calendar[order[first + i]]) * stride;
      for (std::size_t s = 0; s < stride; ++s) {
        square.fill(0);
        for (std::size_t i = 0; i < size; ++i) square[i] = rows[i][s];
        transpose_bits(square);
        const std::size_t size_s = std::min<std::size_t>(64, with_plane_.size() - 64 * s);
        for (std::size_t w = 0; w < size_s; ++w)
          planes_.set_word(64 * s + w, first / 64, square[w]);
      }
    }
  }

  std::vector<Interval> windows_;         ///< Distinct, ascending.
  std::vector<std::uint32_t> window_of_;  ///< By need.
  std::vector<std::uint32_t> plane_of_;   ///< By window.
  std::vector<std::uint32_t> with_plane_;
  BitPlanes planes_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
