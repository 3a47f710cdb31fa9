#pragma once

// The canonical text of each table: parsed values in a fixed order of columns, rows by id, fields
// ended by U+001F, rows by a line feed. Described in docs/formats.md.

#include <array>
#include <charconv>

#include <turnout/model/detail/problem_data.ipp>
#include <turnout/model/hash.hpp>
#include <turnout/model/problem.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

class CanonicalText {
 public:
  CanonicalText& operator<<(std::string_view text) {
    line_ += text;
    line_ += '\x1f';
    return *this;
  }
  CanonicalText& operator<<(std::int64_t value) { return *this << std::to_string(value); }
  CanonicalText& operator<<(double value) {
    if (std::isnan(value)) return *this << "";
    std::array<char, 64> buffer{};
    // Adding 0 turns -0 into 0: the two are one value.
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value + 0.0).ptr;
    return *this << std::string_view(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  }
  CanonicalText& operator<<(Instant t) { return *this << t.time_since_epoch().count(); }
  void end_row() {
    line_ += '\n';
    if (line_.size() > (std::size_t{1} << 16U)) flush();
  }
  std::string hex() {
    flush();
    return hash_.hex();
  }

 private:
  void flush() {
    hash_.add(line_);
    line_.clear();
  }
  Sha256 hash_;
  std::string line_;
};

inline std::vector<std::string> canonical_profiles(const Problem& p) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < p.profiles().size(); ++i) {
    std::string text;
    for (const Holding& h : p.profiles()[i]) {
      text += std::string(p.skills()[index(h.skill)]) + ':' + std::to_string(h.level);
      if (h.last_valid != LocalDay::max()) text += '@' + to_text(h.last_valid);
      text += ';';
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

inline std::vector<std::string> canonical_calendars(const Problem& p) {
  std::vector<std::string> digests{"always"};
  for (std::size_t i = 1; i < p.calendars().size(); ++i) {
    CanonicalText text;
    for (const Interval& interval : p.calendars()[i]) text << interval.start << interval.end;
    digests.push_back(text.hex());
  }
  return digests;
}

inline std::string canonical_words(const Problem& p, std::span<const WordId> words) {
  std::vector<std::string_view> texts;
  for (const WordId w : words) texts.push_back(p.words()[index(w)]);
  std::ranges::sort(texts);
  std::string joined;
  for (const std::string_view t : texts) (joined += t) += ';';
  return joined;
}

inline TableHash hash_members(const Problem& p) {
  const Members& m = p.members();
  const std::vector<std::string> profiles = canonical_profiles(p);
  const std::vector<std::string> calendars = canonical_calendars(p);
  CanonicalText text;
  for (std::size_t i = 0; i < m.size(); ++i) {
    text << m.id[i] << m.lat[i] << m.lon[i] << profiles[index(m.profile[i])]
         << calendars[index(m.calendar[i])] << (m.name.empty() ? "" : m.name[i])
         << p.branches().path[index(m.branch[i])] << p.words()[index(m.unit[i])]
         << (m.team.empty() ? "" : m.team[i]) << m.max_services[i] << m.max_per_day[i]
         << m.max_per_week[i] << m.max_seconds[i] << m.max_seconds_per_day[i]
         << m.max_seconds_per_week[i] << m.min_services[i] << m.max_km[i] << m.served[i]
         << canonical_words(p, m.accepts[i]) << canonical_words(p, m.likes[i]);
    text.end_row();
  }
  return {"members", m.size(), text.hex()};
}

inline TableHash hash_needs(const Problem& p) {
  const Needs& n = p.needs();
  const Roles& roles = p.roles();
  CanonicalText text;
  for (std::size_t i = 0; i < n.size(); ++i) {
    text << n.id[i] << n.start[i] << n.end[i] << n.lat[i] << n.lon[i] << n.min_seats[i]
         << std::int64_t{n.priority[i]} << n.max_km[i] << p.words()[index(n.kind[i])]
         << p.words()[index(n.item[i])] << p.words()[index(n.series[i])] << n.place[i] << n.title[i]
         << p.branches().path[index(n.branch[i])] << p.branches().path[index(n.scope[i])]
         << std::int64_t{n.together[i]};
    for (std::size_t r = n.first_role[i]; r < n.first_role[i + 1]; ++r) {
      text << roles.text[r] << roles.seats[r];
      for (const Asked& a : roles.asked[r])
        text << p.skills()[index(a.skill)] << std::int64_t{a.least_level};
    }
    text.end_row();
  }
  return {"needs", n.size(), text.hex()};
}

inline TableHash hash_pins(const Problem& p) {
  CanonicalText text;
  for (const Pin& pin : p.pins()) {
    text << p.id(pin.need) << p.id(pin.member) << (pin.kind == PinKind::must ? "must" : "never")
         << (pin.role ? p.text(*pin.role) : "");
    text.end_row();
  }
  return {"pins", p.pins().size(), text.hex()};
}

inline TableHash hash_history(const Problem& p) {
  CanonicalText text;
  for (const PastService& s : p.history()) {
    text << p.id(s.member) << s.start << p.words()[index(s.series)] << p.words()[index(s.place)];
    text.end_row();
  }
  return {"history", p.history().size(), text.hex()};
}

}  // namespace detail

TURNOUT_INLINE std::vector<TableHash> canonical_hashes(const Problem& problem) {
  std::vector<TableHash> hashes{detail::hash_members(problem), detail::hash_needs(problem)};
  if (problem.tables().availability.given()) {
    const auto rows = problem.availability();
    detail::CanonicalText text;
    for (const Availability& row : rows) {
      text << problem.id(row.member) << row.when.start << row.when.end << (row.free ? "yes" : "no");
      text.end_row();
    }
    hashes.push_back({"availability", rows.size(), text.hex()});
  }
  if (problem.tables().pins.given()) hashes.push_back(detail::hash_pins(problem));
  if (problem.tables().history.given()) hashes.push_back(detail::hash_history(problem));
  return hashes;
}

}  // namespace turnout::inline TURNOUT_ABI
