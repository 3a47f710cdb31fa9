#pragma once

// Who rates whom, and raters who only know the five.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <turnout/points/detail/audit_findings.ipp>
#include <turnout/points/detail/audit_words.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Ratings of one person by another, services of one such pair side by side.
struct AuditRating {
  std::uint32_t rater, member;
  const AuditService* service;
};

/// By rater, then member; of nobody by themselves.
inline std::vector<AuditRating> ratings_of(const AuditServices& services) {
  std::vector<AuditRating> ratings;
  for (const AuditService& s : services.rows)
    if (s.rating != 0 && s.rated_by != 0 && s.rated_by != s.member)
      ratings.push_back({s.rated_by, s.member, &s});
  // Already by member: a counting sort by rater keeps that.
  std::vector<std::size_t> begin(services.people.size() + 1, 0);
  for (const AuditRating& r : ratings) ++begin[r.rater + 1];
  for (std::size_t p = 1; p < begin.size(); ++p) begin[p] += begin[p - 1];
  std::vector<AuditRating> sorted(ratings.size());
  for (const AuditRating& r : ratings) sorted[begin[r.rater]++] = r;
  return sorted;
}

/// How many fives in a row are hard to believe, from what all raters do.
///
/// Honest raters differ: the generous ones give hardly anything but fives, and a binomial law with
/// one share for all would accuse every one of them. So a rater's share of fives is taken as drawn
/// from a beta law. Its mean is the mean of the raters' shares; its spread comes from how often two
/// ratings by one rater are both fives (the moments of Kleinman, 1973). A rater weighs one less than the
/// ratings given, and ten at most, so that one who rates a thousand times does not set what is usual. Then
///   P(n fives of n) = product over k < n of (p (1 - r) + k r) / ((1 - r) + k r),
/// with p the mean and r the correlation within a rater. Rounded up at each step, in integers.
class FiveLaw {
 public:
  void add_rater(std::int64_t fives, std::int64_t ratings) {
    if (ratings < 2) return;
    const std::int64_t weight = std::min(ratings - 1, kMostWeight);
    weights_ += weight;
    const std::int64_t share = fives * kOne / ratings;
    ones_ += weight * share;
    // Two of the ratings, drawn without putting back.
    pairs_ += weight * (share * std::max<std::int64_t>(fives - 1, 0) / (ratings - 1));
    ++raters_;
  }

  /// The fewest fives in a row that fewer than one rater in `one_in` gives; nothing where fives are
  /// so common that no number of them says anything.
  [[nodiscard]] std::optional<std::int64_t> least_surprising(std::int64_t one_in) const {
    if (weights_ == 0) return std::nullopt;
    const std::int64_t p = ones_ / weights_;
    const std::int64_t spread = p - p * p / kOne;
    if (spread <= 0) return std::nullopt;
    const std::int64_t same = (pairs_ / weights_ - p * p / kOne) * kOne / spread;
    // People are never all alike; and of a few raters we know little.
    const std::int64_t r = std::clamp(same, raters_ < 30 ? kOne / 5 : kOne / 20, kOne * 9 / 10);
    constexpr std::int64_t certain = 1'000'000'000'000;
    std::int64_t chance = certain;
    for (std::int64_t k = 0; k < kMost; ++k) {
      const std::int64_t above = p * (kOne - r) / kOne + k * r;
      const std::int64_t below = (kOne - r) + k * r;
      const std::int64_t step = (above * kOne + below - 1) / below;
      chance = (chance * step + kOne - 1) / kOne;
      if (chance <= certain / one_in) return k + 1;
    }
    return std::nullopt;
  }

 private:
  static constexpr std::int64_t kOne = 1'000'000;
  static constexpr std::int64_t kMost = 100'000;
  static constexpr std::int64_t kMostWeight = 10;
  std::int64_t raters_ = 0, weights_ = 0;
  std::int64_t ones_ = 0, pairs_ = 0;  ///< Weighted sums of shares, in millionths.
};

/// One who rates, with the ratings [first, last). Those of a ring do not say what is usual.
struct AuditRater {
  std::size_t first, last;
  std::int64_t fives;
  bool of_ring;
  [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(last - first); }
  [[nodiscard]] bool always_five() const { return fives == count(); }
};

/// The most fives in a row that are nobody's business; nothing where every number is. Those who are
/// found must not set what is usual, or twenty of them would hide each other. So the law is first
/// made without all who gave `five_ratings` fives and nothing else; whoever it does not find comes
/// back in, and it is made again, until nobody comes back.
inline std::optional<std::int64_t> most_fives(std::span<const AuditRater> raters,
                                              const AuditOptions& options) {
  std::int64_t limit = options.five_ratings - 1;
  while (true) {
    FiveLaw law;
    std::int64_t found = std::numeric_limits<std::int64_t>::max();  // the shortest row
    for (const AuditRater& rater : raters) {
      if (rater.always_five() && rater.count() > limit)
        found = std::min(found, rater.count());
      else if (!rater.of_ring)
        law.add_rater(rater.fives, rater.count());
    }
    const std::optional<std::int64_t> least = law.least_surprising(options.five_one_in);
    if (!least) return std::nullopt;
    limit = std::max(limit, *least - 1);
    if (found > limit) return limit;
  }
}

inline void audit_raters(std::span<const AuditRating> ratings,
                         std::span<const std::uint32_t> of_rings, const AuditOptions& options,
                         const AuditWords& words, AuditFindings& findings) {
  std::vector<AuditRater> raters;
  for (std::size_t first = 0, last = 0; first < ratings.size(); first = last) {
    std::int64_t fives = 0;
    for (; last < ratings.size() && ratings[last].rater == ratings[first].rater; ++last)
      if (ratings[last].service->rating == 5) ++fives;
    raters.push_back(
        {first, last, fives, std::ranges::binary_search(of_rings, ratings[first].rater)});
  }
  const std::optional<std::int64_t> limit = most_fives(raters, options);
  if (!limit) return;
  for (const AuditRater& rater : raters) {
    if (!rater.always_five() || rater.count() <= *limit) continue;
    std::vector<const AuditService*> services;
    for (std::size_t i = rater.first; i < rater.last; ++i) services.push_back(ratings[i].service);
    AuditFinding& f = findings.add({.kind = AuditKind::always_five,
                                    .people = {ratings[rater.first].rater},
                                    .services = std::move(services),
                                    .figure = rater.count(),
                                    .limit = *limit,
                                    .unit = "ratings"});
    f.message = words.always_five(f, options.five_one_in);
  }
}

/// What members have confirmed or rated of their own services: one finding a member and kind.
inline void audit_own(std::span<const AuditService> services, const AuditWords& words,
                      AuditFindings& findings) {
  for (const AuditKind kind : {AuditKind::confirmed_by_self, AuditKind::rated_by_self}) {
    std::vector<const AuditService*> own;
    for (const AuditService& s : services)
      if (kind == AuditKind::confirmed_by_self ? s.confirmed_by == s.member
                                               : s.rated_by == s.member && s.rating != 0)
        own.push_back(&s);
    if (own.empty()) continue;
    const auto count = static_cast<std::int64_t>(own.size());
    AuditFinding& f = findings.add({.kind = kind,
                                    .people = {services[0].member},
                                    .services = std::move(own),
                                    .figure = count,
                                    .limit = 0,
                                    .unit = "services"});
    f.message = words.by_self(f);
  }
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
