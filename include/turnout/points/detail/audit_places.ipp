#pragma once

// Where services were given, by need or by the name of the place.

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include <turnout/model/detail/interner.ipp>
#include <turnout/model/detail/table_reader.ipp>
#include <turnout/model/place.hpp>
#include <turnout/model/problem.hpp>  // before what it is made of
// clang-format off
#include <turnout/model/detail/problem_data.ipp>
// clang-format on

namespace turnout::inline TURNOUT_ABI {
namespace detail {

class AuditPlaces {
 public:
  static constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

  /// Places of the needs and names that services mention. A name that stands for two places, as in
  /// a table of needs, says nothing.
  void read(const Table& table, const Interner& needs, const Interner& names, IssueCollector& bad) {
    of_need_.assign(needs.size(), nowhere);
    of_name_.assign(names.size(), nowhere);
    if (!table.given()) return;
    TableReader in(table, bad);
    const Field place = in.field("place"), lat = in.required("lat"), lon = in.required("lon");
    const Field need = place.column == nullptr ? in.required("need_id") : in.field("need_id");
    if (lat.column == nullptr || lon.column == nullptr) return;
    in.check_utf8({"need_id", "place"});
    std::vector<std::uint8_t> seen(needs.size(), 0), ambiguous(names.size(), 0);
    std::string buffer;
    for (std::size_t row = 0; row < in.rows(); ++row) {
      const LatLon at = read_place(in, lat, lon, row);
      const auto n = number(need, row, needs, buffer);
      if (n != 0 && seen[n] != 0)
        in.reject(row, need, "duplicate_id", "this need is listed twice", "keep one row a need");
      seen[n] = 1;
      if (!at.given) continue;
      spots_.push_back(make_place(at.lat, at.lon));
      const auto spot = static_cast<std::uint32_t>(spots_.size() - 1);
      if (n != 0) of_need_[n] = spot;
      const auto p = number(place, row, names, buffer);
      if (p == 0) continue;
      if (of_name_[p] != nowhere && spots_[of_name_[p]] != spots_[spot]) ambiguous[p] = 1;
      of_name_[p] = spot;
    }
    for (std::size_t p = 0; p < ambiguous.size(); ++p)
      if (ambiguous[p] != 0) of_name_[p] = nowhere;
  }

  [[nodiscard]] std::uint32_t spot(std::uint32_t need, std::uint32_t name) const {
    return of_need_[need] != nowhere ? of_need_[need] : of_name_[name];
  }
  [[nodiscard]] std::vector<Place> take() { return std::move(spots_); }

 private:
  /// Of the cell's text; 0 where it is blank or no service mentions it.
  static std::uint32_t number(const Field& f, std::size_t row, const Interner& known,
                              std::string& buffer) {
    const std::string_view text = TableReader::text(f, row, buffer);
    return text.empty() ? 0 : known.find(text).value_or(0);
  }

  std::vector<Place> spots_;
  std::vector<std::uint32_t> of_need_, of_name_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
