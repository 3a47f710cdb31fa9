#include "arrow_buffers.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string_view>

#include <turnout/model/cells.hpp>
#include <turnout/model/detail/big_array.hpp>

namespace turnout_python {
namespace {

using turnout::Column;
using turnout::ColumnType;
using turnout::Texts;

// Arrow's readers want an address even where there is nothing to read.
constexpr std::int64_t nothing = 0;
const void* address(const void* data) { return data == nullptr ? &nothing : data; }

void set_bit(std::vector<std::uint8_t>& bits, std::size_t i) {
  bits[i >> 3] = static_cast<std::uint8_t>(bits[i >> 3] | (1U << (i & 7)));
}

/// Marks what is given, eight rows at a time.
template <class IsGiven>
void mark(Buffers& out, const IsGiven& is_given) {
  const std::size_t n = out.column.size();
  out.valid.resize((n + 7) / 8 + 1);
  std::size_t given = 0;
  for (std::size_t first = 0; first < n; first += 8) {
    unsigned byte = 0;
    for (std::size_t i = first; i < std::min(first + 8, n); ++i)
      byte |= static_cast<unsigned>(is_given(i)) << (i - first);
    out.valid[first >> 3] = static_cast<std::uint8_t>(byte);
    given += static_cast<std::size_t>(std::popcount(byte));
  }
  out.nulls = static_cast<std::int64_t>(n - given);
  out.pointers = {out.nulls == 0 ? nullptr : out.valid.data()};
}
void mark_all(Buffers& out) { out.pointers = {nullptr}; }
bool is_given(const Buffers& out, std::size_t row) {
  return out.nulls == 0 || ((out.valid[row >> 3] >> (row & 7)) & 1) != 0;
}

void mark_texts(Buffers& out) {
  const Column& column = out.column;
  const auto says = [](std::string_view text) {
    // Nearly all begin with something to be seen.
    return !text.empty() &&
           ((text.front() > ' ' && text.front() < 0x7f) || !turnout::trim(text).empty());
  };
  if (!column.is_coded()) return mark(out, [&](std::size_t i) { return says(column.text_at(i)); });
  // Words that repeat are looked at once.
  const Texts& words = column.values();
  std::vector<std::uint8_t> word_says;
  word_says.reserve(words.size());
  for (std::size_t w = 0; w < words.size(); ++w) word_says.push_back(says(words[w]) ? 1 : 0);
  const auto codes = column.codes();
  if (column.has_mask()) {
    const turnout::GivenBits given = column.given();
    return mark(out, [&](std::size_t i) { return given[i] && word_says[codes[i]] != 0; });
  }
  if (std::ranges::find(word_says, 0) == word_says.end()) return mark_all(out);
  mark(out, [&](std::size_t i) { return word_says[codes[i]] != 0; });
}
void mark_reals(Buffers& out) {
  const auto values = out.column.real_values();
  const turnout::GivenBits given = out.column.given();
  mark(out, [&](std::size_t i) { return given[i] && !std::isnan(values[i]); });
}

TextView text_view(std::string_view text, std::size_t offset) {
  TextView view{static_cast<std::int32_t>(text.size()), 0, 0, 0};
  if (text.size() <= 12) {
    if (!text.empty()) std::memcpy(&view.head, text.data(), text.size());
  } else {
    std::memcpy(&view.head, text.data(), 4);
    view.offset = static_cast<std::int32_t>(offset);
  }
  return view;
}

void write_views(Buffers& out) {
  const Column& column = out.column;
  const Texts& texts = column.texts();  // or the words of a coded column
  const std::size_t n = column.size();
  // A row that is not given says nothing, whatever its code; its place is left as it is.
  out.views = turnout::detail::zeroed_array<TextView>(n);
  TextView* const views = out.views.get();
  const auto offsets = texts.offsets();
  if (column.is_coded()) {
    std::vector<TextView> words;
    words.reserve(texts.size());
    for (std::size_t w = 0; w < texts.size(); ++w) words.push_back(text_view(texts[w], offsets[w]));
    const auto codes = column.codes();
    for (std::size_t i = 0; i < n; ++i)
      if (is_given(out, i)) views[i] = words[codes[i]];
  } else {
    for (std::size_t i = 0; i < n; ++i)
      if (is_given(out, i)) views[i] = text_view(texts[i], offsets[i]);
  }
  out.integers = {static_cast<std::int64_t>(texts.byte_count())};
  out.pointers.push_back(views);
  out.pointers.push_back(address(texts.bytes().data()));
  out.pointers.push_back(out.integers.data());  // sizes of the buffers of bytes
}

void write_texts(Buffers& out) {
  const Column& column = out.column;
  const std::size_t n = column.size();
  out.integers.assign(1, 0);
  out.integers.reserve(n + 1);
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (is_given(out, i)) bytes += column.text_at(i).size();
    out.integers.push_back(static_cast<std::int64_t>(bytes));
  }
  out.pointers.push_back(out.integers.data());
  if (!column.is_coded() && bytes == column.texts().byte_count()) {  // nothing to leave out
    out.pointers.push_back(address(column.texts().bytes().data()));
    return;
  }
  out.bytes.resize(bytes + 1);
  for (std::size_t i = 0; i < n; ++i) {
    const std::string_view text = column.text_at(i);
    if (is_given(out, i) && !text.empty())
      std::memcpy(out.bytes.data() + out.integers[i], text.data(), text.size());
  }
  out.pointers.push_back(out.bytes.data());
}

}  // namespace

bool goes_as_views(const Column& column, bool views) {
  return views && column.type() == ColumnType::text &&
         column.texts().byte_count() <= std::numeric_limits<std::int32_t>::max();
}

Buffers buffers_of(const Column& column, bool views) {
  Buffers out{.column = column, .pointers = {}};
  const std::size_t n = column.size();
  if (column.type() == ColumnType::text) {
    mark_texts(out);
    goes_as_views(column, views) ? write_views(out) : write_texts(out);
    return out;
  }
  if (column.type() == ColumnType::real) {
    mark_reals(out);
  } else if (column.has_mask()) {
    mark(out, [given = column.given()](std::size_t i) { return given[i]; });
  } else {
    mark_all(out);
  }
  switch (column.type()) {
    case ColumnType::text: break;
    case ColumnType::real: out.pointers.push_back(address(column.real_values().data())); break;
    case ColumnType::integer:
      out.pointers.push_back(address(column.integer_values().data()));
      break;
    case ColumnType::boolean:
      out.bits.assign((n + 7) / 8 + 1, 0);
      for (std::size_t i = 0; i < n; ++i)
        if (column.boolean_at(i)) set_bit(out.bits, i);
      out.pointers.push_back(out.bits.data());
      break;
    case ColumnType::instant: {
      const std::int64_t per_second = column.ticks_per_second();
      out.integers.reserve(n + 1);
      for (std::size_t i = 0; i < n; ++i) {
        const std::int64_t ticks = column.ticks_at(i);
        const std::int64_t rest = ((ticks % per_second) + per_second) % per_second;
        out.integers.push_back((ticks - rest) / per_second);
      }
      out.pointers.push_back(address(out.integers.data()));
      break;
    }
  }
  return out;
}

}  // namespace turnout_python
