// The ladders of a rulebook: what they measure, over which span, and their bands.
#pragma once

#include <turnout/points/detail/rulebook_kinds.ipp>

namespace turnout::inline TURNOUT_ABI {

/// All but their gates, which may look at any of them, and the rules that they name.
TURNOUT_INLINE RulebookReader::Tables RulebookReader::ladders(const Key& root) {
  Tables found;
  for (const Key& item : tables(root, "ladders")) {
    if (!walk_.table(item, detail::kLadderKeys)) continue;
    found.emplace_back(item, book_.ladders.size());
    ladder(item);
  }
  return found;
}

TURNOUT_INLINE void RulebookReader::ladder(const Key& item) {
  Ladder ladder;
  ladder.id = walk_.id(item);
  ladder.title = caption(item, "title");
  ladder.versions = versions_of(item);
  const Key id = walk_.find(item, "id");
  for (const Ladder& other : book_.ladders)
    if (!ladder.id.empty() && other.id == ladder.id && !disjoint(other.versions, ladder.versions)) {
      walk_.report(id, ladder.id, "duplicate_id", "this id is given twice",
                   "rename one of the two, or give them different versions");
      break;
    }
  if (taken(ladder.id))
    walk_.report(id, ladder.id, "bad_id", "the standing has a column of this name",
                 "choose another id");
  if (const Key measure = walk_.need(item, "measure", "write measure = \"services\", say"))
    if (const auto choice = walk_.choice(measure, detail::kMeasureNames))
      ladder.measure = static_cast<Measure>(*choice);
  const bool balance = ladder.measure == Measure::balance;
  ladder.kind = kind_of(item, 0);
  if (const Key kind = walk_.find(item, "kind");
      kind && !balance && ladder.measure != Measure::earned)
    conflict(kind, "only `earned` and `balance` are of a kind of points", "take `kind` out");
  if (balance) {
    ladder.span = LadderSpan::lifetime;
    const Key span = walk_.find(item, "span");
    span_of(item, ladder.span, ladder.days);
    if (span && ladder.span != LadderSpan::lifetime)
      conflict(span, "a balance is what there is at the time", "take `span` out");
    ladder.span = LadderSpan::lifetime;
  } else {
    walk_.need(item, "span", "write span = \"period\" or \"lifetime\"");
    span_of(item, ladder.span, ladder.days);
  }
  if (const Key rules = walk_.find(item, "rules")) {
    for (auto& [place, rule] : walk_.texts(rules)) ladder.rules.push_back(std::move(rule));
    if (balance)
      conflict(rules, "a balance is not kept by rule", "take `rules` out, or measure `earned`");
  }
  bands(item, ladder);
  steps_above(item, ladder);
  book_.ladders.push_back(std::move(ladder));
}

/// A column that the standing has anyway, or one that kinds and obligations bring.
TURNOUT_INLINE bool RulebookReader::taken(std::string_view column) const {
  const auto is = [&](std::string_view a, std::string_view b) {
    return column.size() == a.size() + b.size() && column.starts_with(a) && column.ends_with(b);
  };
  return std::ranges::find(detail::kStandingColumns, column) != detail::kStandingColumns.end() ||
         std::ranges::any_of(book_.kinds, [&](const auto& k) { return is("balance_", k.id); }) ||
         std::ranges::any_of(book_.obligations, [&](const auto& o) {
           return is(o.id, "_met") || is(o.id, "_missed");
         });
}

/// `repeat` and `first`.
TURNOUT_INLINE void RulebookReader::steps_above(const Key& item, Ladder& ladder) {
  if (const Key repeat = walk_.find(item, "repeat")) {
    ladder.repeat = measured(repeat, ladder.measure);
    if (ladder.repeat && *ladder.repeat <= 0) {
      walk_.report(repeat, walk_.shown(*repeat.node), "out_of_range",
                   "a ladder repeats in steps above 0", "write repeat = 50, say");
      ladder.repeat.reset();
    }
    if (!ladder.bands.empty() && ladder.bands.back().to)
      conflict(repeat, "above the last band the ladder goes on, so that this band has no end",
               "take `to` out of the last band");
  }
  if (const Key first = walk_.find(item, "first")) {
    ladder.first = walk_.whole(first, 1, 1'000'000'000);
    if (ladder.bands.size() > 1 || walk_.find(item, "repeat"))
      conflict(first, "`first` goes with one band that does not repeat",
               "make a ladder of its own for the first ones");
  }
}

TURNOUT_INLINE void RulebookReader::bands(const Key& item, Ladder& ladder) {
  const Key key = walk_.need(item, "bands", "write bands = [{ id = \"qualified\", from = 4 }]");
  if (!key) return;
  const std::vector<Key> keys = walk_.items(key, "an array of tables");
  if (keys.empty() && std::holds_alternative<RuleTree::Array>(key.node->value))
    walk_.report(key, {}, "bad_value", "a ladder without bands says nothing", "give a band");
  for (const Key& band_key : keys) {
    if (!walk_.table(band_key, detail::kBandKeys)) continue;
    Band band{.id = unique_id(band_key, ladder.bands),
              .title = caption(band_key, "title"),
              .from = 0,
              .to = {}};
    if (const Key from = walk_.need(band_key, "from", "write from = 100, say"))
      band.from = measured(from, ladder.measure).value_or(0);
    if (const Key to = walk_.find(band_key, "to")) band.to = measured(to, ladder.measure);
    join(band_key, ladder.bands, band);
    ladder.bands.push_back(std::move(band));
  }
  close_bands(ladder.bands);
}

/// Once the rules are read: those that a ladder names are there, and of its kind.
TURNOUT_INLINE void RulebookReader::ladder_rules(const Tables& tables) {
  for (const auto& [item, position] : tables) {
    const Key key = walk_.find(item, "rules");
    const Ladder& ladder = book_.ladders[position];
    if (!key) continue;
    const bool many = std::holds_alternative<RuleTree::Array>(key.node->value);
    for (const Key& place : many ? walk_.items(key, "an array of texts") : std::vector{key}) {
      const auto* id = std::get_if<std::string>(&place.node->value);
      if (!id) continue;
      const auto rule = known(place, std::string(trim(*id)), book_.rules, "unknown_rule",
                              "there is no rule of this id", "rules");
      if (rule && ladder.measure == Measure::earned && book_.rules[*rule].kind != ladder.kind)
        conflict(place, "this rule gives another kind of points than the ladder measures",
                 "give the ladder the `kind` of its rules");
    }
  }
}

}  // namespace turnout::inline TURNOUT_ABI
