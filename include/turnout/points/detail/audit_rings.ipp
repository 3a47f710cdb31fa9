#pragma once

// A few people who rate each other with fives, and almost only each other.
//
// Ties are pairs with `ring_pair` ratings or more. Whoever is of a ring can be reached from each
// other by ties, so only strongly connected groups are looked at. From such a group everyone is
// peeled off whose ratings mostly leave it or come from outside: those of a ring never are, so
// what is left contains it. A group that is left but too large (a community whose members know
// one another, a ring hanging on to it) is looked at again with stronger ties only.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <turnout/points/detail/audit_findings.ipp>
#include <turnout/points/detail/audit_ratings.ipp>
#include <turnout/points/detail/audit_words.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

class RingAudit {
 public:
  RingAudit(std::span<const AuditRating> ratings, std::size_t people, const AuditOptions& options,
            const AuditWords& words, AuditFindings& findings)
      : ratings_(ratings), options_(options), words_(words), findings_(findings) {
    out_begin_.assign(people + 1, 0);
    given_.assign(people, 0);
    received_.assign(people, 0);
    in_group_.assign(people, 0);
    number_.assign(people, 0);
    low_.assign(people, 0);
    for (std::size_t first = 0, last = 0; first < ratings.size(); first = last) {
      const auto [rater, member, service] = ratings[first];
      Edge edge{.rater = rater, .member = member, .first = first};
      for (;
           last < ratings.size() && ratings[last].rater == rater && ratings[last].member == member;
           ++last)
        if (ratings[last].service->rating == 5) ++edge.fives;
      edge.count = static_cast<std::int64_t>(last - first);
      given_[rater] += edge.count;
      received_[member] += edge.count;
      edges_.push_back(edge);
      ++out_begin_[rater + 1];
    }
    for (std::size_t p = 1; p < out_begin_.size(); ++p) out_begin_[p] += out_begin_[p - 1];
    in_edges_.resize(edges_.size());
    in_begin_.assign(people + 1, 0);
    for (const Edge& e : edges_) ++in_begin_[e.member + 1];
    for (std::size_t p = 1; p < in_begin_.size(); ++p) in_begin_[p] += in_begin_[p - 1];
    std::vector<std::size_t> next(in_begin_.begin(), in_begin_.end() - 1);
    for (std::size_t e = 0; e < edges_.size(); ++e)
      in_edges_[next[edges_[e].member]++] = static_cast<std::uint32_t>(e);
  }

  /// Everyone of a ring, by number.
  std::vector<std::uint32_t> report() {
    std::vector<Group> open;
    Group all{.people = {}, .tie = options_.ring_pair, .rounds = 0};
    for (std::uint32_t p = 1; p < given_.size(); ++p)
      if (given_[p] >= options_.ring_pair && received_[p] >= options_.ring_pair)
        all.people.push_back(p);
    open.push_back(std::move(all));
    while (!open.empty()) {
      const Group group = std::move(open.back());
      open.pop_back();
      for (std::vector<std::uint32_t>& part : strong_parts(group.people, group.tie))
        consider(std::move(part), group, open);
    }
    std::ranges::sort(of_rings_);
    return std::move(of_rings_);
  }

 private:
  struct Edge {
    std::uint32_t rater = 0, member = 0;
    std::size_t first = 0;  ///< Of the ratings.
    std::int64_t count = 0, fives = 0;
  };
  struct Group {
    std::vector<std::uint32_t> people;
    std::int64_t tie;
    int rounds;
  };

  [[nodiscard]] std::span<const Edge> given_by(std::uint32_t p) const {
    return std::span(edges_).subspan(out_begin_[p], out_begin_[p + 1] - out_begin_[p]);
  }
  [[nodiscard]] std::span<const std::uint32_t> received_by(std::uint32_t p) const {
    return std::span(in_edges_).subspan(in_begin_[p], in_begin_[p + 1] - in_begin_[p]);
  }

  void consider(std::vector<std::uint32_t> part, const Group& from, std::vector<Group>& open) {
    // Every real ring is reached within a few rounds; the limit is against made-up chains.
    constexpr int most_rounds = 64;
    if (part.size() < 2 || from.rounds == most_rounds) return;
    const std::size_t before = part.size();
    peel(part);
    if (part.size() < 2) return;
    if (part.size() < before) {
      open.push_back({std::move(part), from.tie, from.rounds + 1});
    } else if (static_cast<std::int64_t>(part.size()) > options_.ring_most) {
      const std::int64_t tie = from.tie + std::max<std::int64_t>(1, from.tie / 4);
      open.push_back({std::move(part), tie, from.rounds + 1});
    } else {
      judge(std::move(part));
    }
  }

  /// Takes out whoever rates, or is rated, too much outside of what is left.
  void peel(std::vector<std::uint32_t>& people) {
    for (const std::uint32_t p : people) in_group_[p] = 1;
    std::vector<std::uint32_t> leaving;
    const auto look = [&](std::uint32_t p) {
      if (in_group_[p] == 0 || holds(p)) return;
      in_group_[p] = 0;
      leaving.push_back(p);
    };
    for (const std::uint32_t p : people) look(p);
    while (!leaving.empty()) {
      const std::uint32_t p = leaving.back();
      leaving.pop_back();
      for (const Edge& e : given_by(p)) look(e.member);
      for (const std::uint32_t e : received_by(p)) look(edges_[e].rater);
    }
    std::vector<std::uint32_t> left;
    for (const std::uint32_t p : people)
      if (std::exchange(in_group_[p], std::uint8_t{0}) != 0) left.push_back(p);
    people = std::move(left);
  }
  [[nodiscard]] bool holds(std::uint32_t p) const {
    std::int64_t given = 0, received = 0;
    for (const Edge& e : given_by(p))
      if (in_group_[e.member] != 0) given += e.count;
    for (const std::uint32_t e : received_by(p))
      if (in_group_[edges_[e].rater] != 0) received += edges_[e].count;
    return given * 100 > options_.ring_given_percent * given_[p] &&
           received * 100 > options_.ring_received_percent * received_[p];
  }

  void judge(std::vector<std::uint32_t> people) {
    for (const std::uint32_t p : people) in_group_[p] = 1;
    std::int64_t within = 0, fives = 0, given = 0;
    std::vector<const AuditService*> services;
    for (const std::uint32_t p : people) {
      given += given_[p];
      for (const Edge& e : given_by(p)) {
        if (in_group_[e.member] == 0) continue;
        within += e.count;
        fives += e.fives;
        for (std::size_t i = 0; i < static_cast<std::size_t>(e.count); ++i)
          services.push_back(ratings_[e.first + i].service);
      }
    }
    for (const std::uint32_t p : people) in_group_[p] = 0;
    if (within < options_.ring_ratings * static_cast<std::int64_t>(people.size()) ||
        fives * 100 <= options_.ring_fives_percent * within)
      return;
    of_rings_.insert(of_rings_.end(), people.begin(), people.end());
    AuditFinding& f = findings_.add({.kind = AuditKind::rating_ring,
                                     .people = std::move(people),
                                     .services = std::move(services),
                                     .figure = within * 100 / given,
                                     .limit = options_.ring_given_percent,
                                     .unit = "percent"});
    f.message = words_.rating_ring(f, within, fives);
  }

  /// The strongly connected parts of two and more among these people, by ties of `tie` ratings and
  /// more (Tarjan 1972, with a stack of its own: a chain of a million ties must not be a million
  /// calls deep).
  std::vector<std::vector<std::uint32_t>> strong_parts(std::span<const std::uint32_t> people,
                                                       std::int64_t tie) {
    struct Visit {
      std::uint32_t person;
      std::size_t edge;  ///< The next one to follow.
    };
    constexpr std::uint32_t outside = 0, unseen = std::numeric_limits<std::uint32_t>::max(),
                            done = unseen - 1;
    std::vector<std::vector<std::uint32_t>> parts;
    std::vector<std::uint32_t> path;
    std::vector<Visit> calls;
    std::uint32_t next = 1;
    for (const std::uint32_t p : people) number_[p] = unseen;
    for (const std::uint32_t root : people) {
      if (number_[root] != unseen) continue;
      const auto enter = [&](std::uint32_t p) {
        number_[p] = low_[p] = next++;
        path.push_back(p);
        calls.push_back({p, 0});
      };
      enter(root);
      while (!calls.empty()) {
        const std::uint32_t p = calls.back().person;
        const auto edges = given_by(p);
        if (calls.back().edge < edges.size()) {
          const Edge& e = edges[calls.back().edge++];
          if (e.count < tie) continue;
          const std::uint32_t n = number_[e.member];
          if (n == unseen)
            enter(e.member);
          else if (n != outside && n != done)
            low_[p] = std::min(low_[p], n);
          continue;
        }
        calls.pop_back();
        if (!calls.empty())
          low_[calls.back().person] = std::min(low_[calls.back().person], low_[p]);
        if (low_[p] != number_[p]) continue;
        std::vector<std::uint32_t> part;
        std::uint32_t q = 0;
        do {
          q = path.back();
          path.pop_back();
          number_[q] = done;
          part.push_back(q);
        } while (q != p);
        if (part.size() > 1) parts.push_back(std::move(part));
      }
    }
    for (const std::uint32_t p : people) number_[p] = outside;
    return parts;
  }

  std::span<const AuditRating> ratings_;
  const AuditOptions& options_;
  const AuditWords& words_;
  AuditFindings& findings_;
  std::vector<Edge> edges_;  ///< By rater, then member.
  std::vector<std::size_t> out_begin_, in_begin_;
  std::vector<std::uint32_t> in_edges_;         ///< By member.
  std::vector<std::int64_t> given_, received_;  ///< By person.
  std::vector<std::uint32_t> of_rings_;
  std::vector<std::uint8_t> in_group_;
  std::vector<std::uint32_t> number_, low_;  ///< Of the search.
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
