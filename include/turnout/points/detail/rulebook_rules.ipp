// The rules of a rulebook: what each looks at, what it counts, and what it gives.
#pragma once

#include <turnout/points/detail/rulebook_kinds.ipp>

namespace turnout::inline TURNOUT_ABI {

TURNOUT_INLINE void RulebookReader::rules(const Key& root) {
  const Key key = walk_.need(root, "rules", "give at least one [[rules]] table");
  if (!key) return;
  const std::vector<Key> items = walk_.items(key, "an array of tables, [[rules]]");
  if (items.empty() && std::holds_alternative<RuleTree::Array>(key.node->value))
    walk_.report(key, {}, "missing_key", "there is no rule", "give at least one [[rules]] table");
  for (const Key& item : items) {
    if (!walk_.table(item, detail::kRuleKeys)) continue;
    PointRule read = rule(item);
    one_id(item, read);
    book_.rules.push_back(std::move(read));
  }
  one_kind_a_group(items);
}

TURNOUT_INLINE PointRule RulebookReader::rule(const Key& item) {
  PointRule rule;
  rule.id = walk_.id(item);
  rule.title = caption(item, "title");
  rule.versions = versions_of(item);
  looks_at(item, rule);
  rule.kind = kind_of(item, 0);
  const bool services = rule.on == PointRule::On::services || rule.on == PointRule::On::received;
  if (const Key key = walk_.find(item, "match")) {
    if (services)
      match(key, rule, false);
    else
      conflict(key, "only services are matched by their fields",
               "name the events in `event`, or take `match` out");
  }
  rule.gates = gates(item,
                     services                           ? GateOf::service
                     : rule.on == PointRule::On::events ? GateOf::event
                                                        : GateOf::due,
                     rule.kind);
  quantity(item, rule);
  value(item, rule);
  if (const Key key = walk_.find(item, "round")) rounding(key, rule.round);
  rule.caps = caps(item, "caps", 0, 1);
  rule.floors = caps(item, "floors", 0, -1);
  books_where(item, rule);
  return rule;
}

/// Services, those received, events, or an obligation missed or met.
TURNOUT_INLINE void RulebookReader::looks_at(const Key& item, PointRule& rule) {
  constexpr std::array<std::string_view, 3> names{"event", "missed", "met"};
  Key chosen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Key key = walk_.find(item, names[i]);
    if (!key) continue;
    if (chosen) {
      conflict(key, "a rule looks at one thing: `event`, `missed` or `met`",
               "make two rules of it");
      continue;
    }
    chosen = key;
    if (i == 0) {
      rule.on = PointRule::On::events;
      for (auto& [place, kind] : walk_.texts(key)) rule.events.push_back(std::move(kind));
      std::ranges::sort(rule.events);
      continue;
    }
    rule.on = i == 1 ? PointRule::On::missed : PointRule::On::met;
    if (const auto id = walk_.text(key))
      rule.obligation = known(key, *id, book_.obligations, "unknown_obligation",
                              "there is no obligation of this id", "obligations")
                            .value_or(0);
  }
  const Key account = walk_.find(item, "account");
  if (!account) return;
  const auto choice = walk_.choice(account, detail::kAccountNames);
  if (!choice || *choice == 0) return;
  if (chosen)
    conflict(account, "only a service has a beneficiary", "take `account` out");
  else
    rule.on = PointRule::On::received;
}

/// The fields of a service, and under `not` those that it may not have.
TURNOUT_INLINE void RulebookReader::match(const Key& key, PointRule& rule, bool negated) {
  const detail::TreeWalker::Names names(detail::kMatchKeys);
  const auto* entries = walk_.table(key, negated ? names.first(kServiceFields) : names);
  if (!entries) return;
  for (std::size_t f = 0; f < kServiceFields; ++f) {
    const Key field = walk_.find(key, detail::kFieldNames[f]);
    if (!field) continue;
    Condition condition{static_cast<ServiceField>(f), {}, negated};
    for (auto& [place, value] : walk_.texts(field)) condition.values.push_back(std::move(value));
    rule.match.push_back(std::move(condition));
  }
  if (negated) return;
  if (const Key no = walk_.find(key, "not")) match(no, rule, true);
}

TURNOUT_INLINE void RulebookReader::quantity(const Key& item, PointRule& rule) {
  const detail::TreeWalker::Names allowed =
      rule.on == PointRule::On::events ? detail::TreeWalker::Names(detail::kEventQuantities)
      : rule.on == PointRule::On::missed || rule.on == PointRule::On::met
          ? detail::TreeWalker::Names(detail::kDueQuantities)
          : detail::TreeWalker::Names(detail::kServiceQuantities);
  if (const Key key = walk_.find(item, "quantity"))
    if (const auto choice = walk_.choice(key, allowed))
      rule.quantity =
          static_cast<Quantity>(std::ranges::find(detail::kQuantityNames, allowed[*choice]) -
                                detail::kQuantityNames.begin());
  rule.quantity_caps = caps(item, "quantity_caps", base_units(rule.quantity), 1);
}

/// Points for a unit of the quantity, by a field's value, or by bands: exactly one of the three.
TURNOUT_INLINE void RulebookReader::value(const Key& item, PointRule& rule) {
  const Key rate = walk_.find(item, "rate");
  const Key by_field = walk_.find(item, "rates");
  const Key by_band = walk_.find(item, "bands");
  if (!rate && !by_field && !by_band) {
    walk_.need(item, "rate", "write rate = 1, or rate = { points = 60, per = 50 }");
    return;
  }
  if ((rate && by_field) || (rate && by_band) || (by_field && by_band))
    conflict(by_band ? by_band : by_field, "`rate`, `rates` and `bands` each say what it gives",
             "keep one of them");
  if (rate) std::tie(rule.rate_points, rule.rate_per) = points_per(rate);
  if (by_field) rates(by_field, rule);
  if (by_band) point_bands(item, by_band, rule);
}

TURNOUT_INLINE void RulebookReader::rates(const Key& key, PointRule& rule) {
  if (!walk_.table(key, detail::kRatesKeys)) return;
  if (rule.on != PointRule::On::services && rule.on != PointRule::On::received)
    conflict(key, "only services have fields", "use rate, or a rule for each kind of event");
  RateTable table;
  table.field = ServiceField::category;
  if (const Key by = walk_.need(key, "by", "name a field, such as by = \"category\""))
    if (const auto choice = walk_.choice(by, detail::kFieldNames))
      table.field = static_cast<ServiceField>(*choice);
  if (const Key otherwise = walk_.find(key, "otherwise"))
    table.otherwise = bounded_points(otherwise).value_or(0);
  if (const Key values = walk_.need(key, "values", "write values = { \"sweeping\" = 1 }")) {
    const auto* entries = std::get_if<RuleTree::Table>(&values.node->value);
    if (!entries)
      walk_.wrong_type(values, "a table");
    else if (entries->empty())
      walk_.report(values, {}, "bad_value", "no value has a rate", "write { \"sweeping\" = 1 }");
    else
      for (const RuleTree::Entry& entry : *entries) {
        const Key child = walk_.below(values, entry);
        std::string name(trim(entry.key));
        for (const auto& [other, points] : table.values)
          if (other == name)
            walk_.report(child, {}, "duplicate_key", "this key is given twice",
                         "keep one of the two");
        if (const auto points = bounded_points(child))
          table.values.emplace_back(std::move(name), *points);
      }
  }
  rule.rates = std::move(table);
}

TURNOUT_INLINE void RulebookReader::point_bands(const Key& item, const Key& key, PointRule& rule) {
  if (!walk_.table(key, detail::kRuleBandsKeys)) return;
  if (const Key by = walk_.need(key, "by", "write by = \"score\", \"rating\" or \"amount\""))
    if (const auto choice = walk_.choice(by, detail::kBandsBy)) {
      rule.bands_of_rating = *choice == 1;
      if (*choice == 2) rule.quantity = Quantity::amount;
      const bool services =
          rule.on == PointRule::On::services || rule.on == PointRule::On::received;
      if (rule.bands_of_rating ? !services : rule.on != PointRule::On::events)
        conflict(by,
                 rule.bands_of_rating ? "only services are rated"
                                      : "only events have a score or an amount",
                 "services have bands by rating, events by score or amount");
    }
  for (const std::string_view other : {"quantity", "quantity_caps", "round"}) {
    const Key also = walk_.find(item, other);
    // How many quizzes of a day count can be said; how much of an amount cannot.
    if (!also || (other == "quantity_caps" && rule.quantity == Quantity::occasions)) continue;
    conflict(also, "`bands` gives points as they stand, whatever the quantity",
             "take `" + std::string(other) + "` out; caps limit the points");
  }
  const Key list = walk_.need(key, "list", "write list = [{ from = 60, points = 0.5 }]");
  if (!list) return;
  const std::vector<Key> bands = walk_.items(list, "an array of tables");
  if (bands.empty() && std::holds_alternative<RuleTree::Array>(list.node->value))
    walk_.report(list, {}, "bad_value", "no band gives anything", "give a band");
  for (const Key& band_key : bands) {
    if (!walk_.table(band_key, detail::kPointBandKeys)) continue;
    PointBand band{.from = 0, .to = {}, .points = 0};
    if (const Key from = walk_.need(band_key, "from", "write from = 60, say"))
      band.from = walk_.thousandths(from).value_or(0);
    if (const Key to = walk_.find(band_key, "to")) band.to = walk_.thousandths(to);
    if (const Key points = walk_.need(band_key, "points", "write points = 1, say"))
      band.points = bounded_points(points).value_or(0);
    join(band_key, rule.bands, band);
    rule.bands.push_back(band);
  }
  close_bands(rule.bands);
}

/// The group whose caps it shares, and the tags that its points carry.
TURNOUT_INLINE void RulebookReader::books_where(const Key& item, PointRule& rule) {
  if (const Key key = walk_.find(item, "group"))
    if (const auto id = walk_.text(key))
      rule.group =
          known(key, *id, book_.groups, "unknown_group", "there is no group of this id", "groups");
  if (const Key key = walk_.find(item, "tags"))
    for (const auto& [place, id] : walk_.texts(key))
      if (const auto tag =
              known(place, id, book_.tags, "unknown_tag", "there is no tag of this id", "tags"))
        rule.tags.push_back(*tag);
  std::ranges::sort(rule.tags);
  rule.tags.erase(std::ranges::unique(rule.tags).begin(), rule.tags.end());
}

/// Two rules share an id, and with it their sums, only when they never hold at the same time.
TURNOUT_INLINE void RulebookReader::one_id(const Key& item, const PointRule& rule) {
  if (rule.id.empty()) return;
  for (const PointRule& other : book_.rules) {
    if (other.id != rule.id) continue;
    const Key id = walk_.find(item, "id");
    if (!disjoint(other.versions, rule.versions))
      walk_.report(id, rule.id, "duplicate_id", "this id is given twice",
                   "rename one of the two, or give them different versions");
    else if (other.quantity != rule.quantity || other.kind != rule.kind)
      conflict(id, "rules of one id go on with the same sums: same quantity, same kind of points",
               "rename one of the two");
    else
      continue;
    return;
  }
}

/// The caps of a group limit one sum.
TURNOUT_INLINE void RulebookReader::one_kind_a_group(const std::vector<Key>& items) {
  std::vector<std::optional<std::size_t>> kinds(book_.groups.size());
  if (items.size() != book_.rules.size()) return;
  for (std::size_t r = 0; r < book_.rules.size(); ++r) {
    const PointRule& rule = book_.rules[r];
    if (!rule.group) continue;
    auto& kind = kinds[*rule.group];
    if (kind && *kind != rule.kind)
      conflict(walk_.find(items[r], "group"), "the rules of a group give one kind of points",
               "make a group for each kind");
    kind = kind.value_or(rule.kind);
  }
}

}  // namespace turnout::inline TURNOUT_ABI
