// From the tree of a file to a rulebook: what is read where. Each part is in a file of its own:
// rulebook_parts (what several tables share), rulebook_gates, rulebook_kinds (versions, kinds, tags,
// obligations), rulebook_rules, rulebook_ladders; rulebook.ipp has the head and the order.
#pragma once

#include <turnout/points/detail/rulebook_keys.ipp>
#include <turnout/points/detail/rulebook_walk.ipp>
#include <turnout/points/rulebook.hpp>

namespace turnout::inline TURNOUT_ABI {

/// Turns a tree into a rulebook; one use each.
class RulebookReader {
 public:
  explicit RulebookReader(std::string_view source) : walk_(source, detail::kFormat) {}
  Rulebook read(const RuleTree& tree);

 private:
  using Key = detail::TreeKey;
  /// The tables of an array with the positions that what they say has in the book.
  using Tables = std::vector<std::pair<Key, std::size_t>>;
  /// What a gate stands before: it decides what can be asked.
  enum class GateOf : std::uint8_t { service, event, due, use, ladder };

  void header(const Key& root);
  void times(const Key& root);
  void languages(const Key& root);
  void finish_book();

  // What several tables share.
  Caption caption(const Key& parent, std::string_view name);
  template <class Named>
  std::string unique_id(const Key& item, const std::vector<Named>& before);
  std::vector<Key> tables(const Key& root, std::string_view name);
  void conflict(const Key& key, std::string_view message, std::string remedy);
  std::optional<std::int64_t> bounded_points(const Key& key);
  std::optional<std::int64_t> measured(const Key& key, Measure measure);
  std::pair<std::int64_t, std::int64_t> points_per(const Key& key);
  void rounding(const Key& key, Rounding& round);
  std::vector<Cap> caps(const Key& parent, std::string_view name, std::int64_t unit, int sign);
  std::optional<Cap> cap(const Key& key, Reach reach, std::int64_t unit, int sign);
  template <class AnyBand>
  void join(const Key& item, const std::vector<AnyBand>& before, const AnyBand& band);
  template <class AnyBand>
  static void close_bands(std::vector<AnyBand>& bands);
  template <class Named>
  std::optional<std::size_t> known(const Key& key, const std::string& id,
                                   const std::vector<Named>& list, std::string code,
                                   std::string message, std::string_view table);
  std::vector<std::size_t> versions_of(const Key& item);
  std::size_t kind_of(const Key& item, std::size_t otherwise);
  static bool disjoint(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b);

  // Gates.
  Gates gates(const Key& parent, GateOf of, std::size_t kind);
  void rating_gate(const Key& key, Gates& gates);
  MeasureGate measure_gate(const Key& key, Measure measure, std::size_t kind);
  void no_balance(const Key& key, GateOf of, const MeasureGate& gate);
  void ladder_gate(const Key& key, std::string_view id, Gates& gates);
  void span_of(const Key& parent, LadderSpan& span, std::int32_t& days);

  // Versions, kinds, tags, obligations, groups.
  void versions(const Key& root);
  void version_days(const Key& item, bool first, bool last);
  void tags(const Key& root);
  Tables kind_ids(const Key& root);
  void kind(const Key& item, std::size_t position);
  std::string pool(const Key& key, std::string_view text);
  std::optional<Expiry> expiry(const Key& item);
  void carry_over(const Key& item, PointKind& kind, std::size_t position);
  void balance_cap(const Key& item, PointKind& kind);
  void conversion(const Key& item, PointKind& kind, std::size_t position);
  void endless_conversions(const Tables& tables);
  void obligations(const Key& root);
  void obligation(const Key& item);
  void groups(const Key& root);

  // Rules.
  void rules(const Key& root);
  PointRule rule(const Key& item);
  void looks_at(const Key& item, PointRule& rule);
  void match(const Key& key, PointRule& rule, bool negated);
  void quantity(const Key& item, PointRule& rule);
  void value(const Key& item, PointRule& rule);
  void rates(const Key& key, PointRule& rule);
  void point_bands(const Key& item, const Key& key, PointRule& rule);
  void books_where(const Key& item, PointRule& rule);
  void one_id(const Key& item, const PointRule& rule);
  void one_kind_a_group(const std::vector<Key>& items);

  // Ladders.
  Tables ladders(const Key& root);
  void ladder(const Key& item);
  void steps_above(const Key& item, Ladder& ladder);
  void bands(const Key& item, Ladder& ladder);
  void ladder_rules(const Tables& tables);
  [[nodiscard]] bool taken(std::string_view column) const;

  static constexpr std::int64_t kMostPoints = 1'000'000'000;  // thousandths
  static constexpr std::size_t kMostTags = 64;
  static constexpr std::int32_t kMostDays = 36'600;

  detail::TreeWalker walk_;
  Rulebook::Data book_;
};

}  // namespace turnout::inline TURNOUT_ABI
