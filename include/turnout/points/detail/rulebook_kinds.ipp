// Versions, kinds of points, tags, obligations and groups of a rulebook.
#pragma once

#include <turnout/points/detail/rulebook_gates.ipp>

namespace turnout::inline TURNOUT_ABI {

// --- Versions -------------------------------------------------------------------------------------

TURNOUT_INLINE void RulebookReader::versions(const Key& root) {
  const std::vector<Key> items = tables(root, "versions");
  for (std::size_t i = 0; i < items.size(); ++i)
    if (walk_.table(items[i], detail::kVersionKeys))
      version_days(items[i], i == 0, i + 1 == items.size());
}

/// The days of one version, which follow on those of the version before.
TURNOUT_INLINE void RulebookReader::version_days(const Key& item, bool first, bool last) {
  RuleVersion version{.id = unique_id(item, book_.versions), .from = {}, .to = {}};
  const Key from = walk_.find(item, "from");
  const Key to = walk_.find(item, "to");
  if (from) version.from = walk_.day(from);
  if (to) version.to = walk_.day(to);
  if (!from && !first)
    walk_.need(item, "from", "write the day after the last one of the version above");
  if (!to && !last) walk_.need(item, "to", "write the day before the next version starts");
  if (version.from && version.to && *version.to < *version.from)
    walk_.report(to, to_text(*version.to), "version_overlap", "the version ends before it starts",
                 "give a `to` on or after " + to_text(*version.from));
  const auto* before = book_.versions.empty() ? nullptr : &book_.versions.back();
  if (before && before->to && version.from) {
    const LocalDay next = *before->to + std::chrono::days{1};
    const std::string days = "version `" + before->id + "` ends on " + to_text(*before->to) +
                             " and `" + version.id + "` starts on " + to_text(*version.from);
    if (*version.from < next)
      walk_.report(from, to_text(*version.from), "version_overlap", days,
                   "start on " + to_text(next));
    else if (*version.from > next)
      walk_.report(from, to_text(*version.from), "version_gap",
                   std::string(days) + ": no version holds in between",
                   "start on " + to_text(next));
  }
  book_.versions.push_back(std::move(version));
}

// --- Kinds and tags -------------------------------------------------------------------------------

TURNOUT_INLINE void RulebookReader::tags(const Key& root) {
  for (const Key& item : tables(root, "tags")) {
    if (!walk_.table(item, detail::kTagKeys)) continue;
    PointTag tag;
    tag.id = unique_id(item, book_.tags);
    tag.title = caption(item, "title");
    if (const Key forbid = walk_.find(item, "forbid"))
      for (const Key& use : walk_.items(forbid, "an array of spend, donate, transfer"))
        if (const auto choice = walk_.choice(use, detail::kUseNames))
          (*choice == 0 ? tag.spend : *choice == 1 ? tag.donate : tag.transfer) = false;
    book_.tags.push_back(std::move(tag));
    if (book_.tags.size() == kMostTags + 1)
      walk_.report(item, {}, "out_of_range", "there are more than 64 tags", "take some out");
  }
}

/// The ids alone: kinds may name each other. A book without [[kinds]] has one, `points`.
TURNOUT_INLINE RulebookReader::Tables RulebookReader::kind_ids(const Key& root) {
  Tables found;
  for (const Key& item : tables(root, "kinds")) {
    if (!walk_.table(item, detail::kKindKeys)) continue;
    PointKind kind;
    kind.id = unique_id(item, book_.kinds);
    kind.title = caption(item, "title");
    kind.unit = caption(item, "unit");
    if (kind.unit.empty()) kind.unit = book_.unit;
    found.emplace_back(item, book_.kinds.size());
    book_.kinds.push_back(std::move(kind));
  }
  if (book_.kinds.empty()) {
    book_.kinds.emplace_back();
    book_.kinds.back().id = "points";
    book_.kinds.back().unit = book_.unit;
  }
  return found;
}

TURNOUT_INLINE void RulebookReader::kind(const Key& item, std::size_t position) {
  PointKind& kind = book_.kinds[position];
  if (const Key start = walk_.find(item, "start")) {
    kind.start = bounded_points(start).value_or(0);
    if (kind.start < 0)
      walk_.report(start, walk_.shown(*start.node), "out_of_range", "nobody starts below 0",
                   "give 0 or more");
  }
  if (const Key negative = walk_.find(item, "negative"))
    kind.negative = walk_.boolean(negative).value_or(true);
  kind.expiry = expiry(item);
  if (const Key pool = walk_.find(item, "pool"))
    if (const auto text = walk_.text(pool)) kind.pool = this->pool(pool, *text);
  balance_cap(item, kind);
  carry_over(item, kind, position);
  const std::array<std::optional<Use>*, 3> uses{&kind.spend, &kind.donate, &kind.transfer};
  for (std::size_t u = 0; u < uses.size(); ++u)
    if (const Key use = walk_.find(item, detail::kUseNames[u]))
      if (walk_.table(use, detail::kUseKeys)) *uses[u] = Use{gates(use, GateOf::use, position)};
  conversion(item, kind, position);
}

/// On a day of the year, or so long after the points were earned.
TURNOUT_INLINE std::optional<Expiry> RulebookReader::expiry(const Key& item) {
  const Key key = walk_.find(item, "expiry");
  if (!key) return std::nullopt;
  const auto* entries = walk_.table(key, detail::kExpiryKeys);
  if (!entries) return std::nullopt;
  Expiry expiry;
  if (entries->size() != 1) {
    conflict(key, "`expiry` says one thing: a day of the year, or how long points live",
             "write { on = \"12-31\" }, { days = 365 }, { months = 12 } or { years = 1 }");
    return expiry;
  }
  if (const Key on = walk_.find(key, "on"))
    if (const auto text = walk_.text(on)) {
      // Read in a year without 29 February, which not every year could keep.
      const auto day = text->size() == 5 ? parse_day("2023-" + *text) : std::nullopt;
      if (day) {
        const std::chrono::year_month_day date{*day};
        expiry.on = {static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())};
      } else {
        walk_.report(on, *text, "bad_value", "this is no day of every year",
                     "write month and day, such as \"12-31\"");
      }
    }
  if (const Key days = walk_.find(key, "days"))
    expiry.days = walk_.whole(days, 1, kMostDays).value_or(1);
  if (const Key months = walk_.find(key, "months"))
    expiry.months = walk_.whole(months, 1, 1200).value_or(1);
  if (const Key years = walk_.find(key, "years"))
    expiry.months = 12 * walk_.whole(years, 1, 100).value_or(1);
  return expiry;
}

TURNOUT_INLINE void RulebookReader::carry_over(const Key& item, PointKind& kind,
                                               std::size_t position) {
  const Key key = walk_.find(item, "carry_over");
  if (!key || !walk_.table(key, detail::kCarryOverKeys)) return;
  if (!kind.expiry || kind.expiry->days > 0 || kind.expiry->months > 0)
    conflict(key, "points are carried over where they lapse on a day of the year",
             "write expiry = { on = \"12-31\" }, or take carry_over out");
  CarryOver carried;
  if (const Key most = walk_.find(key, "most")) {
    carried.most = walk_.thousandths(most);
    if (carried.most && *carried.most < 0)
      walk_.report(most, walk_.shown(*most.node), "out_of_range", "this is below 0",
                   "give the most points that live on");
  }
  carried.gates = gates(key, GateOf::use, position);
  kind.carry_over = std::move(carried);
}

/// The name of an account: "pool", or `pool:NAME`, with or without the word before it.
TURNOUT_INLINE std::string RulebookReader::pool(const Key& key, std::string_view text) {
  std::string_view name = trim(text);
  if (name == "pool") return "pool";
  if (name.starts_with("pool:")) name = trim(name.substr(5));
  if (name.empty() || name.find(':') != std::string_view::npos)
    walk_.report(key, std::string(text), "bad_value", "this is no name of a pool",
                 "write \"pool\", or a name such as \"street-fund\"");
  return "pool:" + std::string(name);
}

TURNOUT_INLINE void RulebookReader::balance_cap(const Key& item, PointKind& kind) {
  const Key cap = walk_.find(item, "balance_cap");
  if (cap) {
    kind.balance_cap = walk_.thousandths(cap);
    if (kind.balance_cap && *kind.balance_cap <= 0)
      walk_.report(cap, walk_.shown(*cap.node), "out_of_range", "no account could hold anything",
                   "give a cap above 0");
    else if (kind.balance_cap && kind.start > *kind.balance_cap)
      conflict(cap, "members start with more than an account may hold",
               "raise balance_cap or lower start");
  }
  const Key overflow = walk_.find(item, "overflow");
  if (!overflow) return;
  const auto text = walk_.text(overflow);
  if (!text) return;
  if (!cap)
    conflict(overflow, "`overflow` says where goes what passes balance_cap, and there is none",
             "add balance_cap, or take overflow out");
  if (*text == "pool")
    kind.overflow = kind.pool;
  else if (*text != "lapse")
    kind.overflow = pool(overflow, *text);
}

TURNOUT_INLINE void RulebookReader::conversion(const Key& item, PointKind& kind,
                                               std::size_t position) {
  const Key key = walk_.find(item, "convert");
  if (!key || !walk_.table(key, detail::kConvertKeys)) return;
  Conversion conversion;
  if (const Key to = walk_.need(key, "to", "name the kind that it becomes"))
    if (const auto id = walk_.text(to)) {
      conversion.to =
          known(to, *id, book_.kinds, "unknown_kind", "there is no kind of this id", "kinds")
              .value_or(position);
      if (*id == kind.id)
        walk_.report(to, *id, "bad_value", "a kind does not become itself", "name another kind");
    }
  if (const Key rate = walk_.find(key, "rate")) {
    std::tie(conversion.points, conversion.per) = points_per(rate);
    if (conversion.points <= 0)
      walk_.report(rate, walk_.shown(*rate.node), "out_of_range", "nothing would come of it",
                   "give a rate above 0");
  }
  if (const Key round = walk_.find(key, "round")) {
    rounding(round, conversion.round);
    if (conversion.round.per)
      conflict(walk_.find(round, "per"), "a conversion is rounded by itself", "take `per` out");
  }
  if (const Key when = walk_.find(key, "when"))
    if (const auto choice = walk_.choice(when, detail::kConvertWhen))
      conversion.at_once = *choice == 1;
  kind.convert = conversion;
}

/// Points that are converted as soon as they are earned must come to rest somewhere.
TURNOUT_INLINE void RulebookReader::endless_conversions(const Tables& tables) {
  for (const auto& [item, position] : tables) {
    std::size_t at = position;
    for (std::size_t steps = 0; steps <= book_.kinds.size(); ++steps) {
      const auto& convert = book_.kinds[at].convert;
      if (!convert || !convert->at_once) break;
      at = convert->to;
      if (at != position || steps == 0) continue;
      conflict(walk_.find(walk_.find(item, "convert"), "when"),
               "these kinds become each other without end",
               "write when = \"asked\" in one of them");
      return;
    }
  }
}

// --- Obligations and groups -----------------------------------------------------------------------

TURNOUT_INLINE void RulebookReader::obligations(const Key& root) {
  for (const Key& item : tables(root, "obligations"))
    if (walk_.table(item, detail::kObligationKeys)) obligation(item);
}

TURNOUT_INLINE void RulebookReader::obligation(const Key& item) {
  Obligation owed;
  owed.id = unique_id(item, book_.obligations);
  owed.title = caption(item, "title");
  if (const Key event = walk_.find(item, "event"))
    for (auto& [place, kind] : walk_.texts(event)) owed.events.push_back(std::move(kind));
  std::ranges::sort(owed.events);
  const Key per = walk_.find(item, "per");
  const Key due = walk_.find(item, "due");
  if (per)
    if (const auto choice = walk_.choice(per, detail::kObligationPer))
      owed.per = parse_reach(detail::kObligationPer[*choice]);
  if (due)
    if (const auto text = walk_.text(due)) {
      owed.due = trim(*text);
      if (owed.due.empty())
        walk_.report(due, *text, "bad_value", "this names no kind of event",
                     "name the events that say what is due, such as due = \"notice\"");
    }
  if (!per && !due)
    walk_.need(item, "per", "write per = \"week\", say, or due = \"notice\"");
  else if (per && due)
    conflict(due, "something is owed either once in each `per` or by each `due`", "keep one");
  if (const Key least = walk_.find(item, "least"))
    if (const auto percent = walk_.thousandths(least)) {
      if (*percent <= 0 || *percent > 100'000)
        walk_.report(least, walk_.shown(*least.node), "out_of_range",
                     "this is no percentage of a unit", "give a number above 0 and up to 100");
      else if (*percent % 100 != 0)
        walk_.report(least, walk_.shown(*least.node), "too_precise",
                     "a percentage has at most one decimal", "write least = 97.5, say");
      else
        owed.least = static_cast<std::int32_t>(*percent / 100);
    }
  book_.obligations.push_back(std::move(owed));
}

TURNOUT_INLINE void RulebookReader::groups(const Key& root) {
  for (const Key& item : tables(root, "groups")) {
    if (!walk_.table(item, detail::kGroupKeys)) continue;
    PointGroup group;
    group.id = unique_id(item, book_.groups);
    group.title = caption(item, "title");
    group.caps = caps(item, "caps", 0, 1);
    group.floors = caps(item, "floors", 0, -1);
    book_.groups.push_back(std::move(group));
  }
}

}  // namespace turnout::inline TURNOUT_ABI
