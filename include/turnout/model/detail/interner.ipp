#pragma once

// Numbers for texts. The cells of a column repeat, so what a cell says is worked out once for each
// distinct text; what is left a row is one look-up here.

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/model/table.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// Eight bytes a step: multiply, fold the high half down. Differs between machines of different
/// byte order, so it may order nothing that is seen.
inline std::uint64_t text_hash(std::string_view text) noexcept {
  constexpr std::uint64_t k = 0x9e3779b97f4a7c15U;
  const auto mix = [](std::uint64_t h, std::uint64_t word) {
    h = (h ^ word) * k;
    return h ^ (h >> 32U);
  };
  const char* p = text.data();
  std::size_t left = text.size();
  std::uint64_t h = mix(0xcbf29ce484222325U, left);
  std::uint64_t word = 0;
  if (left >= 8) {
    for (; left > 8; left -= 8, p += 8) {
      std::memcpy(&word, p, 8);
      h = mix(h, word);
    }
    std::memcpy(&word, p + left - 8, 8);  // overlaps what was read; the length is in the hash
  } else if (left >= 4) {
    std::uint32_t front = 0;
    std::uint32_t back = 0;
    std::memcpy(&front, p, 4);
    std::memcpy(&back, p + left - 4, 4);
    word = std::uint64_t{front} << 32U | back;
  } else if (left > 0) {
    const auto byte = [&](std::size_t i) {
      return std::uint64_t{static_cast<unsigned char>(p[i])};
    };
    word = byte(0) | byte(left / 2) << 8U | byte(left - 1) << 16U;
  }
  return mix(mix(h, word), k);
}

/// Gives each distinct text a number in order of first sight, from 0 up. One table of slots probed
/// in a line, never more than half full; it is asked and never walked, so its order reaches no
/// result.
class Interner {
 public:
  std::uint32_t operator()(std::string_view text) { return number(text, hash(text)); }
  /// The same for many texts: what the look-ups will read is asked of memory well before, and that
  /// is most of their time. `text_of(i)` is called once for each i below `count`, in order; so is
  /// use(i, text, number), a little later. Texts stay valid in between.
  template <class TextOf, class Use>
  void number_all(std::size_t count, TextOf text_of, Use use) {
    constexpr std::size_t ahead = 16;  // a power of two
    struct Waiting {
      std::string_view text;
      std::uint32_t hash = 0;
    };
    std::array<Waiting, 2 * ahead> waiting{};
    for (std::size_t i = 0; i < count + 2 * ahead; ++i) {
      if (i >= 2 * ahead) {
        const Waiting& due = waiting[i % (2 * ahead)];
        use(i - 2 * ahead, due.text, number(due.text, due.hash));
      }
      if (i < count) {
        const std::string_view text = text_of(i);
        waiting[i % (2 * ahead)] = {text, hash(text)};
        if (!slots_.empty()) prefetch(&slots_[waiting[i % (2 * ahead)].hash & (slots_.size() - 1)]);
      }
      if (i >= ahead && i < count + ahead && !slots_.empty()) {
        const Slot& slot = slots_[waiting[(i - ahead) % (2 * ahead)].hash & (slots_.size() - 1)];
        if (slot.number != none) {
          prefetch(texts_.bytes().data() + slot.start);
          prefetch(&texts_.offsets()[slot.number]);
        }
      }
    }
  }
  /// The number of a text seen before.
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text) const {
    if (slots_.empty()) return std::nullopt;
    const std::size_t at = slot_of(text, hash(text));
    if (slots_[at].number == none) return std::nullopt;
    return slots_[at].number;
  }
  [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }
  /// Stays valid until the next text is added.
  [[nodiscard]] const Texts& texts() const noexcept { return texts_; }
  /// The texts; the interner knows none afterwards.
  [[nodiscard]] Texts take() {
    slots_.clear();
    return std::exchange(texts_, {});
  }

 private:
  static constexpr std::uint32_t none = 0xFFFF'FFFFU;
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = none;
    std::size_t start = 0;  ///< Of the text, in the bytes of `texts_`.
  };

  [[nodiscard]] static std::uint32_t hash(std::string_view text) noexcept {
    return static_cast<std::uint32_t>(text_hash(text));
  }
  static void prefetch(const void* address) noexcept {
#if defined(__GNUC__)
    __builtin_prefetch(address);
#else
    (void)address;
#endif
  }

  std::uint32_t number(std::string_view text, std::uint32_t hash) {
    if (2 * (texts_.size() + 1) > slots_.size()) grow();
    const std::size_t at = slot_of(text, hash);
    if (slots_[at].number != none) return slots_[at].number;
    const auto number = static_cast<std::uint32_t>(texts_.size());
    slots_[at] = {hash, number, texts_.byte_count()};
    texts_.push_back(text);
    return number;
  }

  /// Where the text stands, or the free slot where it would.
  [[nodiscard]] std::size_t slot_of(std::string_view text, std::uint32_t hash) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    while (slots_[at].number != none && (slots_[at].hash != hash || !is(slots_[at], text)))
      at = (at + 1) & mask;
    return at;
  }

  [[nodiscard]] bool is(const Slot& slot, std::string_view text) const noexcept {
    return texts_.offsets()[slot.number + 1] == slot.start + text.size() &&
           (text.empty() ||
            std::memcmp(texts_.bytes().data() + slot.start, text.data(), text.size()) == 0);
  }

  void grow() {
    const std::vector<Slot> old =
        std::exchange(slots_, std::vector<Slot>(slots_.empty() ? 64 : 2 * slots_.size()));
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
      if (slot.number == none) continue;
      std::size_t at = slot.hash & mask;
      while (slots_[at].number != none) at = (at + 1) & mask;
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_;  ///< A power of two.
  Texts texts_;
};

}  // namespace detail
}  // namespace turnout::inline TURNOUT_ABI
