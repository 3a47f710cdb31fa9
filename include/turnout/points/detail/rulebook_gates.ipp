// Gates: what must be so before a service counts, points are used, or a band is given.
#pragma once

#include <turnout/points/detail/rulebook_parts.ipp>

namespace turnout::inline TURNOUT_ABI {

/// The gates of `parent`. `kind`: of the points that balances and earnings are counted in.
TURNOUT_INLINE Gates RulebookReader::gates(const Key& parent, GateOf of, std::size_t kind) {
  Gates gates;
  const Key key = walk_.find(parent, "gates");
  if (!key) return gates;
  std::vector<std::string_view> names(detail::kGateKeys.begin(), detail::kGateKeys.end());
  for (const Ladder& ladder : book_.ladders) names.push_back(ladder.id);
  const auto* entries = walk_.table(key, names);
  if (!entries) return gates;
  if (const Key flag = walk_.find(key, "confirmed")) {
    gates.confirmed = walk_.boolean(flag).value_or(false);
    if (of != GateOf::service && of != GateOf::event)
      conflict(flag, "only a service or an event can be confirmed",
               "ask for it in the rules that give the points");
  }
  if (const Key rating = walk_.find(key, "rating")) {
    rating_gate(rating, gates);
    if (of != GateOf::service)
      conflict(rating, "only a service is rated", "take it out, or use bands = { by = \"score\" }");
  }
  for (std::size_t m = 0; m < kMeasures; ++m)
    if (const Key measure = walk_.find(key, detail::kMeasureNames[m])) {
      gates.measures.push_back(measure_gate(measure, static_cast<Measure>(m), kind));
      no_balance(measure, of, gates.measures.back());
    }
  for (std::size_t l = 0; l < book_.ladders.size(); ++l) {
    const std::string& id = book_.ladders[l].id;
    const auto same = [&](const Ladder& ladder) { return ladder.id == id; };
    if (std::ranges::find_if(book_.ladders, same) - book_.ladders.begin() !=
        static_cast<std::ptrdiff_t>(l))
      continue;
    if (const Key band = walk_.find(key, id)) {
      ladder_gate(band, id, gates);
      if (!gates.measures.empty()) no_balance(band, of, gates.measures.back());
    }
  }
  return gates;
}

/// What is earned does not depend on what was spent: rules do not look at balances.
TURNOUT_INLINE void RulebookReader::no_balance(const Key& key, GateOf of, const MeasureGate& gate) {
  if (gate.measure == Measure::balance && of != GateOf::use && of != GateOf::ladder)
    conflict(key, "what a rule gives does not depend on a balance",
             "look at `earned`, or gate how points are used");
}

/// rating = 4, or { least = 4, unrated = false }.
TURNOUT_INLINE void RulebookReader::rating_gate(const Key& key, Gates& gates) {
  if (!std::holds_alternative<RuleTree::Table>(key.node->value)) {
    gates.rating = walk_.whole(key, 1, 5);
    return;
  }
  walk_.table(key, detail::kRatingGateKeys);
  if (const Key least = walk_.need(key, "least", "write least = 4, say"))
    gates.rating = walk_.whole(least, 1, 5);
  if (const Key unrated = walk_.find(key, "unrated"))
    gates.unrated = walk_.boolean(unrated).value_or(true);
}

/// hours = 100, or { least = 100, span = "rolling", days = 90 }.
TURNOUT_INLINE MeasureGate RulebookReader::measure_gate(const Key& key, Measure measure,
                                                        std::size_t kind) {
  MeasureGate gate;
  gate.measure = measure;
  const bool balance = measure == Measure::balance;
  if (balance) gate.kind = kind;
  Key least = key;
  if (std::holds_alternative<RuleTree::Table>(key.node->value)) {
    if (balance)
      walk_.table(key, detail::kBalanceGateKeys);
    else
      walk_.table(key, detail::kMeasureGateKeys);
    least = walk_.need(key, "least", "write least = 100, say");
    if (balance)
      gate.kind = kind_of(key, kind);
    else
      span_of(key, gate.span, gate.days);
  }
  if (least) gate.least = measured(least, measure).value_or(0);
  if (least && gate.least < 0 && !balance && measure != Measure::earned)
    walk_.report(least, walk_.shown(*least.node), "out_of_range", "this is below 0",
                 "give 0 or more");
  return gate;
}

/// star = 1, tier = "good": the measure of the ladder has reached that band.
TURNOUT_INLINE void RulebookReader::ladder_gate(const Key& key, std::string_view id, Gates& gates) {
  const auto it = std::ranges::find(book_.ladders, id, &Ladder::id);
  const Ladder& ladder = *it;
  if (!ladder.rules.empty() || !ladder.gates.empty() || ladder.first || !ladder.versions.empty()) {
    conflict(key, "a gate cannot look at a ladder with rules, gates, first or version",
             "name the measure itself, such as hours = 100");
    return;
  }
  if (ladder.measure == Measure::earned && ladder.kind != 0) {
    conflict(key, "a gate looks at what was earned of the first kind",
             "look at a balance, or put that kind first");
    return;
  }
  std::size_t band = 0;
  if (id == "star" && std::holds_alternative<std::int64_t>(key.node->value)) {
    const auto last = ladder.repeat ? kMostDays : static_cast<std::int32_t>(ladder.bands.size());
    band = static_cast<std::size_t>(walk_.whole(key, 1, std::max(last, 1)).value_or(0));
  } else if (const auto text = walk_.text(key)) {
    const auto at = std::ranges::find(ladder.bands, *text, &Band::id);
    if (at == ladder.bands.end())
      walk_.report(key, *text, "unknown_band", "the ladder has no band of this id",
                   "name a band of the ladder `" + ladder.id + "`");
    else
      band = static_cast<std::size_t>(at - ladder.bands.begin()) + 1;
  }
  if (band == 0 || ladder.bands.empty()) return;
  MeasureGate gate;
  gate.measure = ladder.measure;
  gate.span = ladder.span;
  gate.days = ladder.days;
  gate.ladder = static_cast<std::size_t>(it - book_.ladders.begin());
  gate.band = band;
  if (ladder.measure == Measure::balance) gate.kind = ladder.kind;
  gate.least = band <= ladder.bands.size()
                   ? ladder.bands[band - 1].from
                   : ladder.bands.back().from +
                         static_cast<std::int64_t>(band - ladder.bands.size()) * *ladder.repeat;
  gates.measures.push_back(gate);
}

/// `span`, and the `days` of a rolling one.
TURNOUT_INLINE void RulebookReader::span_of(const Key& parent, LadderSpan& span,
                                            std::int32_t& days) {
  if (const Key key = walk_.find(parent, "span")) {
    const auto choice = walk_.choice(key, detail::kSpanNames);
    if (!choice) return;
    span = static_cast<LadderSpan>(*choice);
  }
  const Key key = walk_.find(parent, "days");
  if (key && span != LadderSpan::rolling) {
    conflict(key, "`days` belongs to a rolling span", "write span = \"rolling\"");
  } else if (key) {
    days = walk_.whole(key, 1, kMostDays).value_or(1);
  } else if (span == LadderSpan::rolling) {
    walk_.need(parent, "days", "say how many days it looks back, such as days = 90");
    days = 1;
  }
}

}  // namespace turnout::inline TURNOUT_ABI
