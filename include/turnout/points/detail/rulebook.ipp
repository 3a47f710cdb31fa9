#pragma once

#include <turnout/points/detail/rulebook_names.ipp>
#include <turnout/points/detail/rulebook_reader.ipp>
#include <turnout/points/rulebook.hpp>

namespace turnout::inline TURNOUT_ABI {
TURNOUT_INLINE std::string_view Caption::in(std::string_view language) const noexcept {
  for (const auto& [lang, text] : texts_)
    if (lang == language) return text;
  return texts_.empty() ? std::string_view{} : std::string_view(texts_.front().second);
}

TURNOUT_INLINE const Ladder* Rulebook::ladder(std::string_view id) const noexcept {
  for (const Ladder& ladder : data_->ladders)
    if (ladder.id == id) return &ladder;
  return nullptr;
}

TURNOUT_INLINE std::size_t Rulebook::version_index(LocalDay day) const noexcept {
  const std::vector<RuleVersion>& versions = data_->versions;
  for (std::size_t v = 0; v < versions.size(); ++v)
    if ((!versions[v].from || *versions[v].from <= day) &&
        (!versions[v].to || day <= *versions[v].to))
      return v;
  return versions.size();
}

TURNOUT_INLINE const std::string& Rulebook::version_on(LocalDay day) const noexcept {
  const std::size_t v = version_index(day);
  return v < data_->versions.size() ? data_->versions[v].id : data_->version;
}

TURNOUT_INLINE std::size_t band_of(const Ladder& ladder, std::int64_t value) noexcept {
  if (ladder.repeat && !ladder.bands.empty() && value >= ladder.bands.back().from)
    return ladder.bands.size() +
           static_cast<std::size_t>((value - ladder.bands.back().from) / *ladder.repeat);
  for (std::size_t i = ladder.bands.size(); i > 0; --i) {
    const Band& band = ladder.bands[i - 1];
    if (value >= band.from) return band.to && value >= *band.to ? 0 : i;
  }
  return 0;
}

/// Turns a tree into a rulebook; one use each.
class RulebookReader {
 public:
  explicit RulebookReader(std::string_view source) : walk_(source) {}

  Rulebook read(const RuleTree& tree) {
    const Key root{.node = &tree, .path = {}, .line = tree.line};
    if (!walk_.table(root,
                     {"format", "name", "title", "note", "version", "languages", "unit", "period",
                      "rules", "groups", "ladders"},
                     {"versions",    "from",     "to",        "start",   "expiry",   "carry_over",
                      "balance_cap", "overflow", "spend",     "donate",  "transfer", "convert",
                      "accounts",    "kinds",    "objection", "close",   "overlap",  "suspension",
                      "rank",        "due",      "units",     "members", "gates",    "zone"})) {
      walk_.finish();
    }
    header(root);
    groups(root);
    rules(root);
    ladders(root);
    book_.kinds.emplace_back();
    book_.kinds.back().id = "points";
    book_.kinds.back().unit = book_.unit;
    walk_.finish();
    return Rulebook(std::make_shared<const Rulebook::Data>(std::move(book_)));
  }

 private:
  using Key = detail::TreeKey;

  void header(const Key& root) {
    const std::string remedy = "write format = \"" + std::string(detail::kRulebookFormat) + "\"";
    if (const Key key = walk_.need(root, "format", remedy))
      if (const auto text = walk_.text(key); text && *text != detail::kRulebookFormat)
        walk_.report(key, *text, "bad_format", "this is no format that this version reads", remedy);
    if (const Key key = walk_.need(root, "name", "give it a name, such as name = \"liwan\""))
      if (const auto text = walk_.text(key)) {
        book_.name = *text;
        if (trim(*text).empty())
          walk_.report(key, *text, "bad_value", "the name is blank", "give it a name");
      }
    if (const Key key = walk_.find(root, "version"))
      if (const auto text = walk_.text(key)) book_.version = *text;
    if (const Key key = walk_.find(root, "languages")) {
      for (const Key& item : walk_.items(key, "an array of language codes"))
        if (const auto text = walk_.text(item)) {
          if (trim(*text).empty())
            walk_.report(item, *text, "bad_value", "a language is blank", "write \"en\" or \"zh\"");
          book_.languages.push_back(*text);
        }
    }
    book_.title = caption(root, "title");
    book_.note = caption(root, "note");
    book_.unit = caption(root, "unit");
    if (const Key key = walk_.find(root, "period")) {
      constexpr std::array<std::string_view, 4> names{"month", "quarter", "half", "year"};
      if (const auto choice = walk_.choice(key, names)) book_.period = parse_reach(names[*choice]);
    }
  }

  /// A text, or a table of texts by language.
  Caption caption(const Key& parent, std::string_view name) {
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

  void groups(const Key& root) {
    const Key key = walk_.find(root, "groups");
    if (!key) return;
    for (const Key& item : walk_.items(key, "an array of tables, [[groups]]")) {
      if (!walk_.table(item, {"id", "title", "caps", "floors"}, {"quantity_caps"})) continue;
      PointGroup group;
      group.id = unique_id(item, book_.groups);
      group.title = caption(item, "title");
      group.caps = caps(item, "caps", 0, 1);
      group.floors = caps(item, "floors", 0, -1);
      book_.groups.push_back(std::move(group));
    }
  }

  void rules(const Key& root) {
    const Key key = walk_.need(root, "rules", "give at least one [[rules]] table");
    if (!key) return;
    const std::vector<Key> items = walk_.items(key, "an array of tables, [[rules]]");
    if (items.empty() && std::holds_alternative<RuleTree::Array>(key.node->value))
      walk_.report(key, {}, "missing_key", "there is no rule", "give at least one [[rules]] table");
    for (const Key& item : items) {
      if (!walk_.table(item,
                       {"id", "title", "match", "gates", "quantity", "quantity_caps", "rate",
                        "round", "caps", "floors", "group"},
                       {"version", "from", "to", "bands", "rates", "account", "kind", "absence",
                        "due", "tags", "event", "split", "expires"}))
        continue;
      book_.rules.push_back(rule(item));
    }
  }

  PointRule rule(const Key& item) {
    PointRule rule;
    rule.id = unique_id(item, book_.rules);
    rule.title = caption(item, "title");
    if (const Key key = walk_.find(item, "match")) match(key, rule);
    if (const Key key = walk_.find(item, "gates"))
      if (walk_.table(key, {"confirmed"},
                      {"rating", "rated", "hours", "services", "points", "earned", "balance",
                       "star", "tier", "active_months", "score", "all", "any", "not"}))
        if (const Key flag = walk_.find(key, "confirmed"))
          rule.gates.confirmed = walk_.boolean(flag).value_or(false);
    if (const Key key = walk_.find(item, "quantity"))
      if (const auto choice = walk_.choice(key, detail::kQuantityNames, {"score", "reached"}))
        rule.quantity = static_cast<Quantity>(*choice);
    rule.quantity_caps = caps(item, "quantity_caps", base_units(rule.quantity), 1);
    rate(item, rule);
    if (const Key key = walk_.find(item, "round")) rounding(key, rule.round);
    rule.caps = caps(item, "caps", 0, 1);
    rule.floors = caps(item, "floors", 0, -1);
    if (const Key key = walk_.find(item, "group"))
      if (const auto id = walk_.text(key)) {
        const auto it = std::ranges::find(book_.groups, *id, &PointGroup::id);
        if (it == book_.groups.end())
          walk_.report(key, *id, "unknown_group", "there is no group of this id",
                       "add [[groups]] with id = \"" + *id + "\"");
        else
          rule.group = static_cast<std::size_t>(it - book_.groups.begin());
      }
    return rule;
  }

  void match(const Key& key, PointRule& rule) {
    const auto* entries =
        walk_.table(key, {"kind", "source", "category", "item", "series", "place", "role"},
                    {"community", "unit", "group", "beneficiary", "rating", "score", "event",
                     "confirmed", "recorded_by", "not", "any"});
    if (!entries) return;
    for (std::size_t f = 0; f < kServiceFields; ++f) {
      const Key field = walk_.find(key, detail::kFieldNames[f]);
      if (!field) continue;
      Condition condition{static_cast<ServiceField>(f), {}, false};
      if (std::holds_alternative<RuleTree::Array>(field.node->value)) {
        for (const Key& item : walk_.items(field, "a text or an array of texts"))
          if (const auto text = walk_.text(item)) condition.values.emplace_back(trim(*text));
        if (std::get<RuleTree::Array>(field.node->value).empty())
          walk_.report(field, {}, "bad_value", "no value is given, so no service could match",
                       "give at least one value, or take the key out");
      } else if (const auto text = walk_.text(field)) {
        condition.values.emplace_back(trim(*text));
      }
      rule.match.push_back(std::move(condition));
    }
  }

  void rate(const Key& item, PointRule& rule) {
    const Key key = walk_.need(item, "rate", "write rate = 1, or rate = { points = 60, per = 50 }");
    if (!key) return;
    if (!std::holds_alternative<RuleTree::Table>(key.node->value)) {
      rule.rate_points = bounded_points(key).value_or(0);
      return;
    }
    if (!walk_.table(key, {"points", "per"}, {"by", "values", "bands", "otherwise"})) return;
    if (const Key points = walk_.need(key, "points", "write points = 60"))
      rule.rate_points = bounded_points(points).value_or(0);
    if (const Key per = walk_.find(key, "per"))
      if (const auto value = walk_.thousandths(per)) {
        if (*value > 0)
          rule.rate_per = *value;
        else
          walk_.report(per, walk_.shown(*per.node), "out_of_range", "`per` must be above 0",
                       "give the quantity that brings the points, such as per = 50");
      }
  }

  std::optional<std::int64_t> bounded_points(const Key& key) {
    const auto value = walk_.thousandths(key);
    if (value && (*value > kMostPoints || *value < -kMostPoints)) {
      walk_.report(key, walk_.shown(*key.node), "out_of_range", "this rate is too large",
                   "stay within 1,000,000 points");
      return std::nullopt;
    }
    return value;
  }

  void rounding(const Key& key, Rounding& round) {
    if (!walk_.table(key, {"mode", "step", "per"}, {})) return;
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
  std::vector<Cap> caps(const Key& parent, std::string_view name, std::int64_t unit, int sign) {
    std::vector<Cap> result;
    const Key key = walk_.find(parent, name);
    if (!key) return result;
    if (std::holds_alternative<std::int64_t>(key.node->value) ||
        std::holds_alternative<double>(key.node->value)) {
      walk_.report(key, walk_.shown(*key.node), "no_period",
                   "this limit does not say over what time",
                   "write " + std::string(name) + " = { year = " + walk_.shown(*key.node) + " }");
      return result;
    }
    const auto* entries = walk_.table(
        key, {"activity", "day", "week", "month", "quarter", "half", "year", "lifetime"},
        {"rolling", "period"});
    if (!entries) return result;
    for (const RuleTree::Entry& entry : *entries) {
      const auto reach = parse_reach(entry.key);
      if (!reach) continue;
      const Key child = walk_.below(key, entry);
      const auto value = walk_.thousandths(child);
      if (!value) continue;
      std::int64_t limit = *value;
      if (unit > 0) {
        if (limit * unit % 1000 != 0) {
          walk_.report(
              child, walk_.shown(*child.node), "too_precise",
              unit == 1 ? "this must be a whole number" : "this is no whole number of seconds",
              unit == 1 ? "give a whole number" : "give a multiple of one second");
          continue;
        }
        limit = limit * unit / 1000;
      }
      if (limit * sign < 0) {
        walk_.report(child, walk_.shown(*child.node), "out_of_range",
                     sign > 0 ? "a cap is not below 0" : "a floor is not above 0",
                     sign > 0 ? "give 0 or more; for penalties use floors" : "give 0 or less");
        continue;
      }
      result.push_back({*reach, limit});
    }
    std::ranges::sort(result, {}, &Cap::reach);
    return result;
  }

  void ladders(const Key& root) {
    const Key key = walk_.find(root, "ladders");
    if (!key) return;
    for (const Key& item : walk_.items(key, "an array of tables, [[ladders]]")) {
      if (!walk_.table(item, {"id", "title", "measure", "span", "bands"},
                       {"repeat", "days", "rules", "gates", "first", "account"}))
        continue;
      Ladder ladder;
      ladder.id = unique_id(item, book_.ladders);
      if (std::ranges::find(detail::kStandingColumns, ladder.id) != detail::kStandingColumns.end())
        walk_.report(walk_.find(item, "id"), ladder.id, "bad_id",
                     "the standing has a column of this name", "choose another id");
      ladder.title = caption(item, "title");
      ladder.measure = Measure::earned;
      ladder.span = LadderSpan::period;
      if (const Key measure = walk_.need(item, "measure", "write measure = \"services\", say"))
        if (const auto choice = walk_.choice(measure, detail::kMeasureNames, {"balance"}))
          ladder.measure = static_cast<Measure>(*choice);
      if (const Key span = walk_.need(item, "span", "write span = \"period\" or \"lifetime\""))
        if (const auto choice = walk_.choice(span, detail::kSpanNames, {"rolling"}))
          ladder.span = static_cast<LadderSpan>(*choice);
      bands(item, ladder);
      book_.ladders.push_back(std::move(ladder));
    }
  }

  void bands(const Key& item, Ladder& ladder) {
    const Key key = walk_.need(item, "bands", "write bands = [{ id = \"qualified\", from = 4 }]");
    if (!key) return;
    const std::vector<Key> keys = walk_.items(key, "an array of tables");
    if (keys.empty() && std::holds_alternative<RuleTree::Array>(key.node->value))
      walk_.report(key, {}, "bad_value", "a ladder without bands says nothing", "give a band");
    for (const Key& band_key : keys) {
      if (!walk_.table(band_key, {"id", "title", "from", "to"},
                       {"first", "share", "gates", "repeat"}))
        continue;
      Band band{.id = unique_id(band_key, ladder.bands),
                .title = caption(band_key, "title"),
                .from = 0,
                .to = {}};
      if (const Key from = walk_.need(band_key, "from", "write from = 100, say"))
        band.from = measured(from, ladder.measure).value_or(0);
      if (const Key to = walk_.find(band_key, "to")) {
        band.to = measured(to, ladder.measure);
        if (band.to && *band.to <= band.from)
          walk_.report(to, walk_.shown(*to.node), "bands_overlap",
                       "the band ends at or before its start", "give a `to` above `from`");
      }
      if (!ladder.bands.empty()) join(walk_.find(band_key, "from"), ladder.bands.back(), band);
      ladder.bands.push_back(std::move(band));
    }
    for (std::size_t i = 0; i + 1 < ladder.bands.size(); ++i)
      if (!ladder.bands[i].to) ladder.bands[i].to = ladder.bands[i + 1].from;
  }

  /// Bands follow on each other without a hole.
  void join(const Key& from, const Band& before, const Band& band) {
    if (!from) return;
    if (band.from <= before.from || (before.to && band.from < *before.to))
      walk_.report(from, walk_.shown(*from.node), "bands_overlap",
                   "this band starts before the one above it ends",
                   "list the bands rising, each from where the last one ends");
    else if (before.to && band.from > *before.to)
      walk_.report(from, walk_.shown(*from.node), "bands_hole",
                   "between this band and the one above it is a hole",
                   "start where the last one ends, or leave out its `to`");
  }

  /// A threshold in the base units of its measure.
  std::optional<std::int64_t> measured(const Key& key, Measure measure) {
    const auto value = walk_.thousandths(key);
    if (!value || measure == Measure::earned) return value;
    const std::int64_t unit = measure == Measure::hours ? 3600 : 1;
    if (*value * unit % 1000 == 0) return *value * unit / 1000;
    walk_.report(key, walk_.shown(*key.node), "too_precise",
                 unit == 1 ? "this must be a whole number" : "this is no whole number of seconds",
                 "give a whole number");
    return std::nullopt;
  }

  template <class Named>
  std::string unique_id(const Key& item, const std::vector<Named>& before) {
    std::string id = walk_.id(item);
    if (!id.empty() && std::ranges::find(before, id, &Named::id) != before.end())
      walk_.report(walk_.find(item, "id"), id, "duplicate_id", "this id is given twice",
                   "rename one of the two");
    return id;
  }

  static constexpr std::int64_t kMostPoints = 1'000'000'000;  // thousandths

  detail::TreeWalker walk_;
  Rulebook::Data book_;
};

TURNOUT_INLINE Rulebook make_rulebook(const RuleTree& tree, std::string_view source) {
  return RulebookReader(source).read(tree);
}

}  // namespace turnout::inline TURNOUT_ABI
