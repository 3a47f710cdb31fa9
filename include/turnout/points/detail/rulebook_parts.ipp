// What several tables of a rulebook share: texts by language, ids, caps, rounding, bands.
#pragma once

#include <turnout/points/detail/rulebook_reading.ipp>

namespace turnout::inline TURNOUT_ABI {

/// A text, or a table of texts by language.
TURNOUT_INLINE Caption RulebookReader::caption(const Key& parent, std::string_view name) {
  const Key key = walk_.find(parent, name);
  if (!key) return {};
  const auto* entries = std::get_if<RuleTree::Table>(&key.node->value);
  if (!entries) {
    const auto text = walk_.text(key);
    return text ? Caption(*text) : Caption();
  }
  std::vector<std::pair<std::string, std::string>> texts;
  for (const RuleTree::Entry& entry : *entries) {
    const Key child = walk_.below(key, entry);
    if (std::ranges::find(book_.languages, entry.key) == book_.languages.end())
      walk_.report(child, {}, "unknown_language",
                   "`" + entry.key + "` is not among the languages of this rulebook",
                   "add it to languages");
    if (const auto text = walk_.text(child)) texts.emplace_back(entry.key, *text);
  }
  // The first language of the rulebook is the one to fall back on, whatever the reader's order.
  std::ranges::stable_sort(texts, {}, [&](const auto& text) {
    return std::ranges::find(book_.languages, text.first) - book_.languages.begin();
  });
  return Caption(std::move(texts));
}

template <class Named>
std::string RulebookReader::unique_id(const Key& item, const std::vector<Named>& before) {
  std::string id = walk_.id(item);
  if (!id.empty() && std::ranges::find(before, id, &Named::id) != before.end())
    walk_.report(walk_.find(item, "id"), id, "duplicate_id", "this id is given twice",
                 "rename one of the two");
  return id;
}

/// The tables of [[name]]; none where the key is absent.
TURNOUT_INLINE std::vector<detail::TreeKey> RulebookReader::tables(const Key& root,
                                                                   std::string_view name) {
  const Key key = walk_.find(root, name);
  if (!key) return {};
  return walk_.items(key, "an array of tables, [[" + std::string(name) + "]]");
}

/// Keys that are right one by one and do not go together.
TURNOUT_INLINE void RulebookReader::conflict(const Key& key, std::string_view message,
                                             std::string remedy) {
  walk_.report(key, walk_.shown(*key.node), "conflicting_keys", std::string(message),
               std::move(remedy));
}

TURNOUT_INLINE std::optional<std::int64_t> RulebookReader::bounded_points(const Key& key) {
  const auto value = walk_.thousandths(key);
  if (value && (*value > kMostPoints || *value < -kMostPoints)) {
    walk_.report(key, walk_.shown(*key.node), "out_of_range", "these points are too many",
                 "stay within 1,000,000 points");
    return std::nullopt;
  }
  return value;
}

/// A threshold in the base units of its measure.
TURNOUT_INLINE std::optional<std::int64_t> RulebookReader::measured(const Key& key,
                                                                    Measure measure) {
  const auto value = walk_.thousandths(key);
  if (!value || measure == Measure::earned || measure == Measure::balance) return value;
  const std::int64_t unit = measure == Measure::hours ? 3600 : 1;
  if (*value * unit % 1000 == 0) return *value * unit / 1000;
  walk_.report(key, walk_.shown(*key.node), "too_precise",
               unit == 1 ? "this must be a whole number" : "this is no whole number of seconds",
               "give a whole number");
  return std::nullopt;
}

/// A rate: points for one unit, or { points, per }. Thousandths of both.
TURNOUT_INLINE std::pair<std::int64_t, std::int64_t> RulebookReader::points_per(const Key& key) {
  std::pair<std::int64_t, std::int64_t> rate{0, 1000};
  if (!std::holds_alternative<RuleTree::Table>(key.node->value)) {
    rate.first = bounded_points(key).value_or(0);
    return rate;
  }
  walk_.table(key, detail::kRateKeys);
  if (const Key points = walk_.need(key, "points", "write points = 60"))
    rate.first = bounded_points(points).value_or(0);
  if (const Key per = walk_.find(key, "per"))
    if (const auto value = walk_.thousandths(per)) {
      if (*value > 0)
        rate.second = *value;
      else
        walk_.report(per, walk_.shown(*per.node), "out_of_range", "`per` must be above 0",
                     "give the quantity that brings the points, such as per = 50");
    }
  return rate;
}

TURNOUT_INLINE void RulebookReader::rounding(const Key& key, Rounding& round) {
  if (!walk_.table(key, detail::kRoundKeys)) return;
  if (const Key mode = walk_.find(key, "mode"))
    if (const auto choice = walk_.choice(mode, detail::kRoundingNames))
      round.mode = static_cast<Rounding::Mode>(*choice);
  if (const Key step = walk_.find(key, "step"))
    if (const auto value = walk_.thousandths(step)) {
      if (*value > 0 && *value <= kMostPoints)
        round.step = *value;
      else
        walk_.report(step, walk_.shown(*step.node), "out_of_range",
                     "a step must lie between 0.001 and 1,000,000", "write step = 0.5, say");
    }
  if (const Key per = walk_.find(key, "per"))
    if (const auto choice = walk_.choice(per, detail::kRoundPerNames); choice && *choice > 0)
      round.per = parse_reach(detail::kRoundPerNames[*choice]);
}

/// `sign` 1: caps, not below 0; -1: floors, not above 0. `unit` 0: thousandths of a point, else
/// base units in one unit of the quantity.
TURNOUT_INLINE std::vector<Cap> RulebookReader::caps(const Key& parent, std::string_view name,
                                                     std::int64_t unit, int sign) {
  std::vector<Cap> result;
  const Key key = walk_.find(parent, name);
  if (!key) return result;
  const auto* entries = std::get_if<RuleTree::Table>(&key.node->value);
  const bool number = std::holds_alternative<std::int64_t>(key.node->value) ||
                      std::holds_alternative<double>(key.node->value);
  if (number || (entries && entries->empty())) {
    walk_.report(key, walk_.shown(*key.node), "no_period", "this limit does not say over what time",
                 "write " + std::string(name) + " = { year = " +
                     (number     ? walk_.shown(*key.node)
                      : sign > 0 ? "12"
                                 : "-12") +
                     " }");
    return result;
  }
  if (!walk_.table(key, detail::kReachKeys)) return result;
  for (const RuleTree::Entry& entry : *entries)
    if (const auto reach = parse_reach(entry.key))
      if (const auto one = cap(walk_.below(key, entry), *reach, unit, sign)) result.push_back(*one);
  std::ranges::sort(result, {}, &Cap::reach);
  return result;
}

TURNOUT_INLINE std::optional<Cap> RulebookReader::cap(const Key& key, Reach reach,
                                                      std::int64_t unit, int sign) {
  const auto value = walk_.thousandths(key);
  if (!value) return std::nullopt;
  std::int64_t limit = *value;
  if (unit > 0) {
    if (limit * unit % 1000 != 0) {
      walk_.report(key, walk_.shown(*key.node), "too_precise",
                   unit == 1 ? "this must be a whole number" : "this is no whole number of seconds",
                   unit == 1 ? "give a whole number" : "give a multiple of one second");
      return std::nullopt;
    }
    limit = limit * unit / 1000;
  }
  if (limit * sign < 0) {
    walk_.report(key, walk_.shown(*key.node), "out_of_range",
                 sign > 0 ? "a cap is not below 0" : "a floor is not above 0",
                 sign > 0 ? "give 0 or more; for penalties use floors" : "give 0 or less");
    return std::nullopt;
  }
  return Cap{reach, limit};
}

/// Bands follow on each other without a hole, and none ends before it starts.
template <class AnyBand>
void RulebookReader::join(const Key& item, const std::vector<AnyBand>& before,
                          const AnyBand& band) {
  if (const Key to = walk_.find(item, "to"); to && band.to && *band.to <= band.from)
    walk_.report(to, walk_.shown(*to.node), "bands_overlap", "the band ends at or before its start",
                 "give a `to` above `from`");
  const Key from = walk_.find(item, "from");
  if (!from || before.empty()) return;
  const AnyBand& last = before.back();
  if (band.from <= last.from || (last.to && band.from < *last.to))
    walk_.report(from, walk_.shown(*from.node), "bands_overlap",
                 "this band starts before the one above it ends",
                 "list the bands rising, each from where the last one ends");
  else if (last.to && band.from > *last.to)
    walk_.report(from, walk_.shown(*from.node), "bands_hole",
                 "between this band and the one above it is a hole",
                 "start where the last one ends, or leave out its `to`");
}

/// A band without `to` ends where the next one starts.
template <class AnyBand>
void RulebookReader::close_bands(std::vector<AnyBand>& bands) {
  for (std::size_t i = 0; i + 1 < bands.size(); ++i)
    if (!bands[i].to) bands[i].to = bands[i + 1].from;
}

/// The position of the entry with that id, or a finding.
template <class Named>
std::optional<std::size_t> RulebookReader::known(const Key& key, const std::string& id,
                                                 const std::vector<Named>& list, std::string code,
                                                 std::string message, std::string_view table) {
  const auto it = std::ranges::find(list, id, &Named::id);
  if (it != list.end()) return static_cast<std::size_t>(it - list.begin());
  walk_.report(key, id, std::move(code), std::move(message),
               "add [[" + std::string(table) + "]] with id = \"" + id + "\"");
  return std::nullopt;
}

/// The versions that the table holds for, rising; none: all.
TURNOUT_INLINE std::vector<std::size_t> RulebookReader::versions_of(const Key& item) {
  std::vector<std::size_t> found;
  if (const Key key = walk_.find(item, "version"))
    for (const auto& [place, id] : walk_.texts(key))
      if (const auto v = known(place, id, book_.versions, "unknown_version",
                               "there is no version of this id", "versions"))
        found.push_back(*v);
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  return found;
}

TURNOUT_INLINE std::size_t RulebookReader::kind_of(const Key& item, std::size_t otherwise) {
  if (const Key key = walk_.find(item, "kind"))
    if (const auto id = walk_.text(key))
      return known(key, *id, book_.kinds, "unknown_kind", "there is no kind of this id", "kinds")
          .value_or(otherwise);
  return otherwise;
}

/// No version is in both; "all" meets any.
TURNOUT_INLINE bool RulebookReader::disjoint(const std::vector<std::size_t>& a,
                                             const std::vector<std::size_t>& b) {
  if (a.empty() || b.empty()) return false;
  return std::ranges::none_of(a, [&](std::size_t v) { return std::ranges::find(b, v) != b.end(); });
}

}  // namespace turnout::inline TURNOUT_ABI
