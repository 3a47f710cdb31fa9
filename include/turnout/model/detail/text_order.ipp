#pragma once

// Ids in the order of their bytes, without following two pointers a comparison.

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Rows in the order of their texts' bytes, equal ones by row. Compared by eight bytes behind what
/// all texts begin with, as one number; only where those are equal too by the texts themselves.
inline std::vector<std::uint32_t> sort_by_text(const Texts& texts) {
  struct Key {
    std::uint64_t front;
    std::uint32_t row;
  };
  std::size_t common = texts.empty() ? 0 : texts[0].size();
  for (std::size_t i = 1; i < texts.size() && common > 0; ++i) {
    const std::string_view text = texts[i];
    common = std::min(common, text.size());
    const char* const start = text.data();
    common = static_cast<std::size_t>(std::mismatch(start, start + common, texts[0].data()).first -
                                      start);
  }
  std::vector<Key> keys(texts.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    std::uint64_t front = 0;
    const std::string_view rest = texts[i].substr(common, 8);
    for (std::size_t byte = 0; byte < 8; ++byte)
      front = front << 8U | (byte < rest.size() ? static_cast<unsigned char>(rest[byte]) : 0U);
    keys[i] = {front, static_cast<std::uint32_t>(i)};
  }
  std::ranges::sort(keys, [&](const Key& a, const Key& b) {
    if (a.front != b.front) return a.front < b.front;
    const auto compared = texts[a.row] <=> texts[b.row];
    return compared != 0 ? compared < 0 : a.row < b.row;
  });
  std::vector<std::uint32_t> rows(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) rows[i] = keys[i].row;
  return rows;
}

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
