// The head of a rulebook, the order in which its parts are read, and what it answers later.
#pragma once

#include <turnout/points/detail/rulebook_ladders.ipp>
#include <turnout/points/detail/rulebook_rules.ipp>

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

TURNOUT_INLINE Rulebook Rulebook::in_force(LocalDay day) const {
  const std::size_t now = version_index(day);
  const auto holds = [&](const Ladder& ladder) {
    return ladder.versions.empty() ||
           std::ranges::find(ladder.versions, now) != ladder.versions.end();
  };
  if (std::ranges::all_of(data_->ladders, holds)) return *this;
  auto data = std::make_shared<Data>(*data_);
  std::vector<std::size_t> place;  // of each ladder among those that stay
  std::size_t kept = 0;
  for (const Ladder& ladder : data_->ladders) place.push_back(holds(ladder) ? kept++ : 0);
  std::erase_if(data->ladders, [&](const Ladder& ladder) { return !holds(ladder); });
  // Gates look at ladders without version alone, and those stay.
  const auto renumber = [&](Gates& gates) {
    for (MeasureGate& gate : gates.measures)
      if (gate.ladder) gate.ladder = place[*gate.ladder];
  };
  for (PointRule& rule : data->rules) renumber(rule.gates);
  for (Ladder& ladder : data->ladders) renumber(ladder.gates);
  for (PointKind& kind : data->kinds) {
    if (kind.carry_over) renumber(kind.carry_over->gates);
    for (std::optional<Use>* use : {&kind.spend, &kind.donate, &kind.transfer})
      if (*use) renumber((*use)->gates);
  }
  return Rulebook(std::move(data));
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

/// Ids are read before what names them: versions, tags, kinds and ladders first, then gates and
/// rules.
TURNOUT_INLINE Rulebook RulebookReader::read(const RuleTree& tree) {
  const Key root{.node = &tree, .path = {}, .line = tree.line};
  if (!walk_.table(root, detail::kHeadKeys)) walk_.finish();
  header(root);
  times(root);
  versions(root);
  tags(root);
  const Tables kinds = kind_ids(root);
  obligations(root);
  groups(root);
  const Tables ladder_tables = ladders(root);
  for (const auto& [item, position] : ladder_tables) {
    const std::size_t of = book_.ladders[position].kind;
    Gates read = gates(item, GateOf::ladder, of);
    book_.ladders[position].gates = std::move(read);
  }
  for (const auto& [item, position] : kinds) kind(item, position);
  endless_conversions(kinds);
  rules(root);
  ladder_rules(ladder_tables);
  walk_.finish();
  finish_book();
  return Rulebook(std::make_shared<const Rulebook::Data>(std::move(book_)));
}

TURNOUT_INLINE void RulebookReader::header(const Key& root) {
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
  languages(root);
  book_.title = caption(root, "title");
  book_.note = caption(root, "note");
  book_.unit = caption(root, "unit");
}

TURNOUT_INLINE void RulebookReader::languages(const Key& root) {
  const Key key = walk_.find(root, "languages");
  if (!key) return;
  for (const Key& item : walk_.items(key, "an array of language codes"))
    if (const auto text = walk_.text(item)) {
      if (trim(*text).empty())
        walk_.report(item, *text, "bad_value", "a language is blank", "write \"en\" or \"zh\"");
      book_.languages.push_back(*text);
    }
}

/// Periods and what happens around them.
TURNOUT_INLINE void RulebookReader::times(const Key& root) {
  if (const Key key = walk_.find(root, "period"))
    if (const auto choice = walk_.choice(key, detail::kPeriodNames))
      book_.period = parse_reach(detail::kPeriodNames[*choice]);
  if (const Key key = walk_.find(root, "close")) book_.close = walk_.whole(key, 0, 366).value_or(0);
  if (const Key key = walk_.find(root, "objection"))
    book_.objection = walk_.whole(key, 0, 366).value_or(0);
  if (const Key key = walk_.find(root, "suspension"))
    if (const auto choice = walk_.choice(key, detail::kSuspensionNames))
      book_.suspension = static_cast<Suspension>(*choice);
  if (const Key key = walk_.find(root, "overlap"))
    if (const auto choice = walk_.choice(key, detail::kOverlapNames))
      book_.union_of_overlaps = *choice == 1;
}

/// What follows from all of it.
TURNOUT_INLINE void RulebookReader::finish_book() {
  const auto of_balance = [](const Gates& gates) {
    return std::ranges::any_of(gates.measures,
                               [](const auto& m) { return m.measure == Measure::balance; });
  };
  book_.keeps_accounts =
      book_.kinds.size() > 1 || std::ranges::any_of(book_.kinds, [](const PointKind& kind) {
        return kind.start != 0 || kind.expiry || kind.balance_cap || kind.spend || kind.donate ||
               kind.transfer || kind.convert || !kind.negative;
      });
  for (const PointRule& rule : book_.rules)
    if (rule.on == PointRule::On::received || !rule.tags.empty() || of_balance(rule.gates))
      book_.keeps_accounts = true;
  for (const Ladder& ladder : book_.ladders)
    if (ladder.measure == Measure::balance || of_balance(ladder.gates)) book_.keeps_accounts = true;
}

TURNOUT_INLINE Rulebook make_rulebook(const RuleTree& tree, std::string_view source) {
  return RulebookReader(source).read(tree);
}

}  // namespace turnout::inline TURNOUT_ABI
