#pragma once

// The optional tables: availability, pins and history.

#include <turnout/model/detail/problem_members.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// An id of another table; complains of unknown ones.
template <AnyId Id>
std::optional<Id> read_reference(TableReader& reader, const Field& field, std::size_t row,
                                 const Texts& ids, const char* table) {
  if (field.column == nullptr) return std::nullopt;
  if (!field.given(row)) {
    reader.reject_blank(row, field);
    return std::nullopt;
  }
  std::string buffer;
  const std::optional<std::size_t> found = find_sorted(ids, TableReader::text(field, row, buffer));
  if (found) return make_id<Id>(*found);
  reader.reject(row, field, "unknown_id", std::string("the table of ") + table + " has no such id",
                "correct the id, or take out the row");
  return std::nullopt;
}

inline void read_availability(TableReader& reader, Problem::Data& data) {
  const Field member = reader.required("member_id");
  const Field start = reader.required("start");
  const Field end = reader.required("end");
  const Field free = reader.required("free");
  reader.check_utf8({"member_id", "start", "end", "free"});
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    const auto m = read_reference<MemberId>(reader, member, row, data.members.id, "members");
    const std::optional<Interval> when = read_times(reader, start, end, row, data.zone);
    if (free.column != nullptr && !free.given(row)) reader.reject_blank(row, free);
    const std::optional<bool> is_free = reader.yes_no(free, row);
    if (m && when && is_free) data.availability.push_back({*m, *when, *is_free});
  }
  std::ranges::sort(data.availability, [](const auto& a, const auto& b) {
    return std::tuple(a.member, a.when, a.free) < std::tuple(b.member, b.when, b.free);
  });
}

/// Sorted pins, with the rows they came from, so that clashes between rows can be reported.
struct PinRow {
  Pin pin;
  std::size_t row;
};

inline void check_pins(TableReader& reader, const Field& field, const std::vector<PinRow>& pins,
                       const Problem::Data& data) {
  for (std::size_t i = 1; i < pins.size(); ++i) {
    const Pin& a = pins[i - 1].pin;
    const Pin& b = pins[i].pin;
    if (a.need != b.need || a.member != b.member) continue;
    if (a.kind != b.kind)
      reader.reject(pins[i].row, field, "must_and_never",
                    "this member is pinned to this need as must and as never",
                    "keep one of the two rows");
    else if (a.kind == PinKind::must || a.role == b.role)
      reader.reject(pins[i].row, field, "duplicate_pin", "this member is pinned to this need twice",
                    "keep one of the two rows");
  }
  for (std::size_t i = 0; i < pins.size();) {
    const NeedId need = pins[i].pin.need;
    std::int64_t musts = 0;
    const std::size_t first_role = data.needs.first_role[index(need)];
    std::vector<std::int64_t> musts_of_role(data.needs.first_role[index(need) + 1] - first_role, 0);
    for (; i < pins.size() && pins[i].pin.need == need; ++i) {
      const Pin& pin = pins[i].pin;
      if (pin.kind != PinKind::must) continue;
      const bool over_need = ++musts > data.needs.seats[index(need)];
      const bool over_role = pin.role && ++musts_of_role[index(*pin.role) - first_role] >
                                             data.roles.seats[index(*pin.role)];
      if (over_need || over_role)
        reader.reject(pins[i].row, field, "more_musts_than_seats",
                      "more members must serve here than there are seats",
                      "take out a pin, or add a seat");
    }
  }
}

inline void read_pins(TableReader& reader, Problem::Data& data) {
  const Field need = reader.required("need_id");
  const Field member = reader.required("member_id");
  const Field kind = reader.required("kind");
  const Field role = reader.field("role");
  reader.check_utf8({"need_id", "member_id", "kind", "role"});
  std::vector<PinRow> pins;
  std::string buffer;
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    const auto n = read_reference<NeedId>(reader, need, row, data.needs.id, "needs");
    const auto m = read_reference<MemberId>(reader, member, row, data.members.id, "members");
    std::optional<PinKind> k;
    if (kind.column != nullptr) {
      const std::string_view text = TableReader::text(kind, row, buffer);
      if (text == "must") k = PinKind::must;
      if (text == "never") k = PinKind::never;
      if (text.empty())
        reader.reject_blank(row, kind);
      else if (!k)
        reader.reject(row, kind, "bad_pin_kind", "a pin is must or never", "write must or never");
    }
    std::optional<RoleId> r;
    if (n && role.given(row)) {
      const std::string_view text = TableReader::text(role, row, buffer);
      for (std::size_t i = data.needs.first_role[index(*n)];
           i < data.needs.first_role[index(*n) + 1]; ++i)
        if (data.roles.text[i] == text) r = make_id<RoleId>(i);
      if (!r) {
        reader.reject(row, role, "unknown_role", "the need has no role of this text",
                      "write the role as the need does, without the count");
        continue;
      }
    }
    if (n && m && k) pins.push_back({{*n, *m, *k, r}, row});
  }
  std::ranges::sort(pins, [](const PinRow& a, const PinRow& b) {
    return std::tuple(a.pin.need, a.pin.member, a.pin.role, a.pin.kind, a.row) <
           std::tuple(b.pin.need, b.pin.member, b.pin.role, b.pin.kind, b.row);
  });
  check_pins(reader, kind, pins, data);
  for (const PinRow& p : pins) data.pins.push_back(p.pin);
}

/// Rows that reverse another service, and those reversed, are no services given.
inline std::vector<std::uint8_t> reversed_rows(const TableReader& reader) {
  std::vector<std::uint8_t> reversed(reader.rows(), 0);
  const Field id = reader.field("service_id");
  const Field reverses = reader.field("reverses");
  if (id.column == nullptr || reverses.column == nullptr) return reversed;
  std::string buffer;
  Interner ids;
  std::vector<std::size_t> row_of_id;  // the first with this id
  for (std::size_t row = 0; row < reader.rows(); ++row)
    if (id.given(row) && ids(TableReader::text(id, row, buffer)) == row_of_id.size())
      row_of_id.push_back(row);
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    if (!reverses.given(row)) continue;
    reversed[row] = 1;
    if (const auto found = ids.find(TableReader::text(reverses, row, buffer)))
      reversed[row_of_id[*found]] = 1;
  }
  return reversed;
}

inline void read_history(TableReader& reader, Problem::Data& data, const Interner& words) {
  const Field member = reader.required("member_id");
  const Field start = reader.required("start");
  const Field series = reader.field("series");
  const Field place = reader.field("place");
  reader.check_utf8({"service_id", "member_id", "start", "series", "place", "reverses"});
  const std::vector<std::uint8_t> reversed = reversed_rows(reader);
  std::string buffer;
  const auto word = [&](const Field& field, std::size_t row) {
    return make_id<WordId>(words.find(TableReader::text(field, row, buffer)).value_or(0));
  };
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    if (member.column == nullptr || start.column == nullptr) break;
    if (!member.given(row)) reader.reject_blank(row, member);
    if (!start.given(row)) reader.reject_blank(row, start);
    const std::optional<Instant> t = reader.instant(start, row, data.zone);
    const std::optional<std::size_t> m =
        find_sorted(data.members.id, TableReader::text(member, row, buffer));
    if (!t || !m || reversed[row] != 0) continue;
    data.history.push_back({make_id<MemberId>(*m), *t, word(series, row), word(place, row)});
  }
  std::ranges::sort(data.history, [](const PastService& a, const PastService& b) {
    return std::tuple(a.member, a.start, a.series, a.place) <
           std::tuple(b.member, b.start, b.series, b.place);
  });
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
