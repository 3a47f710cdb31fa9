#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numbers>

#include <turnout/eligibility/candidates.hpp>
#include <turnout/eligibility/parallel.hpp>
#include <turnout/model/error.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// What most pairs are decided by, side by side in memory.
struct Who {
  MemberId member;
  CalendarId calendar;
  ProfileId profile;
};

/// Members with a place, strip by strip of latitude, each strip by longitude; then those without.
class StripIndex {
 public:
  explicit StripIndex(const Members& members) {
    lowest_ = 90;
    for (std::size_t m = 0; m < members.size(); ++m)
      if (members.has_place[m] != 0) lowest_ = std::min(lowest_, members.lat[m]);
    for (std::size_t m = 0; m < members.size(); ++m) {
      if (members.has_place[m] == 0) {
        nowhere_.push_back({make_id<MemberId>(m), members.calendar[m], members.profile[m]});
        continue;
      }
      entries_.push_back({strip(members.lat[m]),
                          members.lon[m],
                          {make_id<MemberId>(m), members.calendar[m], members.profile[m]}});
    }
    std::ranges::sort(entries_, [](const Entry& a, const Entry& b) {
      return std::tuple(a.strip, a.lon, a.who.member) < std::tuple(b.strip, b.lon, b.who.member);
    });
    const std::uint32_t strips = entries_.empty() ? 0 : entries_.back().strip + 1;
    first_.assign(strips + 1, 0);
    for (const Entry& e : entries_) ++first_[e.strip + 1];
    for (std::size_t s = 0; s < strips; ++s) first_[s + 1] += first_[s];
  }

  /// Calls visit(who) for all with a place that may lie within `metres` of (lat, lon), and some
  /// that do not.
  template <class Visit>
  void near(double lat, double lon, double metres, const Visit& visit) const {
    if (entries_.empty()) return;
    // A margin of a metre: the box may be too large, never too small.
    const double angle = (metres + 1.0) / earth_radius_m;
    const double degrees = angle * 180.0 / std::numbers::pi;
    if (!(degrees < 90.0) || std::abs(lat) + degrees >= 89.9) {
      for (const Entry& e : entries_) visit(e.who);
      return;
    }
    const double cosine = std::cos(lat * std::numbers::pi / 180.0);
    const double width =
        std::asin(std::min(1.0, std::sin(angle) / cosine)) * 180.0 / std::numbers::pi + 1e-6;
    const std::uint32_t last = std::min(strip(std::max(lowest_, lat + degrees)),
                                        static_cast<std::uint32_t>(first_.size() - 2));
    for (std::uint32_t s = strip(std::max(lowest_, lat - degrees)); s <= last; ++s) {
      between(s, lon - width, lon + width, visit);
      // The box may run over the date line.
      if (lon - width < -180.0) between(s, lon - width + 360.0, 181.0, visit);
      if (lon + width > 180.0) between(s, -181.0, lon + width - 360.0, visit);
    }
  }
  template <class Visit>
  void everyone(const Visit& visit) const {
    for (const Entry& e : entries_) visit(e.who);
  }
  [[nodiscard]] std::span<const Who> nowhere() const noexcept { return nowhere_; }

 private:
  struct Entry {
    std::uint32_t strip;
    double lon;
    Who who;
  };
  static constexpr double strip_degrees = 0.009;  // about 1 km

  [[nodiscard]] std::uint32_t strip(double lat) const noexcept {
    return static_cast<std::uint32_t>(std::max(0.0, (lat - lowest_) / strip_degrees));
  }
  template <class Visit>
  void between(std::uint32_t s, double from, double to, const Visit& visit) const {
    const auto begin = entries_.begin() + static_cast<std::ptrdiff_t>(first_[s]);
    const auto end = entries_.begin() + static_cast<std::ptrdiff_t>(first_[s + 1]);
    for (auto e = std::ranges::lower_bound(begin, end, from, {}, &Entry::lon);
         e != end && e->lon <= to; ++e)
      visit(e->who);
  }

  double lowest_ = 0;
  std::vector<Entry> entries_;
  std::vector<std::size_t> first_;
  std::vector<Who> nowhere_;
};

/// The pairs of one need: all its roles at once, because they share place and time.
inline void need_candidates(const Rules& rules, const StripIndex& strips, NeedId need,
                            std::vector<std::vector<Candidate>>& out) {
  const Problem& p = rules.problem();
  const Members& members = p.members();
  const Needs& needs = p.needs();
  const std::size_t n = index(need);
  const auto shared = std::make_shared<const NeedView>(rules, need);
  std::vector<RoleView> views;
  for (std::size_t r = needs.first_role[n]; r < needs.first_role[n + 1]; ++r)
    views.emplace_back(rules, make_id<RoleId>(r), shared);
  out.assign(views.size(), {});
  if (views.empty()) return;
  const double filter = squared_chord_above(rules.widest_reach_km(need) * 1000.0);
  const bool placed = needs.has_place[n] != 0;
  const auto visit = [&](const Who& who) {
    if (!shared->calendar_free(who.calendar)) return;
    if (std::ranges::none_of(views, [&](const RoleView& v) { return v.profile_fits(who.profile); }))
      return;
    const MemberId member = who.member;
    const std::size_t m = index(member);
    if (placed && members.has_place[m] != 0) {
      if (squared_chord(members.place[m], needs.at[n]) > filter) return;
      if (views.front().too_far(member, distance(members.place[m], needs.at[n]))) return;
    }
    for (std::size_t v = 0; v < views.size(); ++v)
      if (views[v].profile_fits(who.profile) && views[v].other_failed(member) == 0)
        out[v].push_back({member, views[v].cost(member).parts.total()});
  };
  if (placed)
    strips.near(needs.lat[n], needs.lon[n], rules.widest_reach_km(need) * 1000.0, visit);
  else
    strips.everyone(visit);
  for (const Who& who : strips.nowhere()) visit(who);
  for (std::vector<Candidate>& row : out) std::ranges::sort(row, {}, &Candidate::member);
}

}  // namespace detail

TURNOUT_INLINE Candidates candidates(const Rules& rules, const CandidateOptions& options) {
  const Problem& p = rules.problem();
  const std::size_t n_needs = p.needs().size();
  const detail::StripIndex strips(p.members());
  constexpr std::size_t needs_a_chunk = 16;
  const std::size_t chunks = (n_needs + needs_a_chunk - 1) / needs_a_chunk;
  std::vector<std::vector<Candidate>> rows(p.roles().size());
  const std::uint64_t bytes_a_pair = 2 * sizeof(Candidate) + sizeof(RoleId) + sizeof(std::uint32_t);
  std::atomic<std::uint64_t> total{0};
  for_each_chunk(chunks, options.threads, [&](std::size_t chunk) {
    std::vector<std::vector<Candidate>> found;
    const std::size_t last = std::min(n_needs, (chunk + 1) * needs_a_chunk);
    for (std::size_t n = chunk * needs_a_chunk; n < last; ++n) {
      // Past a limit there is nothing more to find: the error below says how many there are at least.
      if (options.memory_limit && total * bytes_a_pair > *options.memory_limit) return;
      detail::need_candidates(rules, strips, make_id<NeedId>(n), found);
      for (std::size_t i = 0; i < found.size(); ++i) {
        total += found[i].size();
        rows[p.needs().first_role[n] + i] = std::move(found[i]);
      }
    }
  });
  if (options.memory_limit && total * bytes_a_pair > *options.memory_limit)
    throw LimitError("memory_limit of " + std::to_string(*options.memory_limit) +
                     " bytes is too small: the candidates need more than that; raise it, or lower "
                     "within_km");
  if (total >= (std::uint64_t{1} << 32U))
    throw RangeError("more than 2^32 candidates; lower within_km or split the problem");
  Candidates result;
  result.first_.push_back(0);
  result.pairs_.reserve(total);
  result.role_.reserve(total);
  std::vector<std::uint32_t> of_member(p.members().size() + 1, 0);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (const Candidate& c : rows[r]) {
      result.pairs_.push_back(c);
      result.role_.push_back(make_id<RoleId>(r));
      ++of_member[index(c.member) + 1];
    }
    result.first_.push_back(result.pairs_.size());
    std::vector<Candidate>().swap(rows[r]);
  }
  for (std::size_t m = 1; m < of_member.size(); ++m) of_member[m] += of_member[m - 1];
  std::vector<std::uint32_t> positions(result.pairs_.size());
  std::vector<std::uint32_t> next(of_member.begin(), of_member.end());
  for (std::size_t i = 0; i < result.pairs_.size(); ++i)
    positions[next[index(result.pairs_[i].member)]++] = static_cast<std::uint32_t>(i);
  result.by_member_.reserve(p.members().size(), positions.size());
  for (std::size_t m = 0; m + 1 < of_member.size(); ++m)
    result.by_member_.add_row(
        std::span(positions).subspan(of_member[m], of_member[m + 1] - of_member[m]));
  return result;
}

TURNOUT_INLINE std::optional<std::size_t> Candidates::find(RoleId role,
                                                           MemberId member) const noexcept {
  const auto row = of_role(role);
  const auto it = std::ranges::lower_bound(row, member, {}, &Candidate::member);
  if (it == row.end() || it->member != member) return std::nullopt;
  return first(role) + static_cast<std::size_t>(it - row.begin());
}

}  // namespace turnout::inline TURNOUT_ABI
