// Numbers for texts, against the plain way of counting them; and the order of ids, against a sort
// of the texts themselves.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/detail/interner.ipp>
#include <turnout/model/detail/text_order.ipp>

namespace turnout {
namespace interner_test {

/// Texts of all lengths around the steps of the hash, many of them twice, some alike but for one
/// byte or for their length.
std::vector<std::string> many_texts(std::size_t count) {
  std::uint64_t state = 7;
  const auto next = [&](std::uint64_t below) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (state >> 33U) % below;
  };
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) {
    std::string text(next(20), 'a');
    for (char& c : text) c = static_cast<char>(next(4) == 0 ? next(256) : 'a' + next(2));
    texts.push_back(std::move(text));
  }
  return texts;
}

TEST(Interner, NumbersInOrderOfFirstSight) {
  const std::vector<std::string> texts = many_texts(20'000);
  std::map<std::string, std::uint32_t> plain;
  detail::Interner one_by_one, all_at_once;
  std::vector<std::uint32_t> numbers;
  for (const std::string& text : texts) {
    const auto next = static_cast<std::uint32_t>(plain.size());
    numbers.push_back(plain.try_emplace(text, next).first->second);
    ASSERT_EQ(one_by_one(text), numbers.back());
    ASSERT_EQ(one_by_one.find(text), numbers.back());
  }
  std::size_t seen = 0;
  all_at_once.number_all(
      texts.size(), [&](std::size_t i) { return std::string_view(texts[i]); },
      [&](std::size_t i, std::string_view text, std::uint32_t number) {
        ASSERT_EQ(i, seen++);
        ASSERT_EQ(text, texts[i]);
        ASSERT_EQ(number, numbers[i]);
      });
  EXPECT_EQ(seen, texts.size());
  EXPECT_EQ(all_at_once.texts(), one_by_one.texts());
  for (const auto& [text, number] : plain) ASSERT_EQ(one_by_one.texts()[number], text);
  EXPECT_FALSE(one_by_one.find("not among them, and far too long to be"));
}

TEST(Interner, KnowsNothingAfterItsTextsWereTaken) {
  detail::Interner interner;
  EXPECT_FALSE(interner.find(""));
  EXPECT_EQ(interner("a"), 0U);
  EXPECT_EQ(interner.take(), Texts({"a"}));
  EXPECT_FALSE(interner.find("a"));
  EXPECT_EQ(interner("b"), 0U);
}

TEST(SortByText, OrdersByBytesThenByRow) {
  for (const std::string common : {"", "volunteer-of-2026-"}) {
    Texts texts;
    for (const std::string& text : many_texts(3'000)) texts.push_back(common + text);
    std::vector<std::uint32_t> plain(texts.size());
    std::iota(plain.begin(), plain.end(), 0U);
    std::ranges::stable_sort(plain, [&](auto a, auto b) { return texts[a] < texts[b]; });
    EXPECT_EQ(detail::sort_by_text(texts), plain);
  }
  EXPECT_TRUE(detail::sort_by_text({}).empty());
}

}  // namespace interner_test
}  // namespace turnout
