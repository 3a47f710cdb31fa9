// Named columns: what counts as not given, how rows are called, and what a table refuses.
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/error.hpp>
#include <turnout/model/table.hpp>

namespace table_test {

using namespace turnout;

TEST(Texts, KeepTheirBytes) {
  Texts texts{"a", "", "b\nc"};
  texts.push_back("d");
  ASSERT_EQ(texts.size(), 4U);
  EXPECT_EQ(texts[0], "a");
  EXPECT_EQ(texts[1], "");
  EXPECT_EQ(texts[2], "b\nc");
  EXPECT_EQ(texts[3], "d");
  EXPECT_EQ(texts.byte_count(), 5U);
  EXPECT_TRUE(Texts().empty());
}

TEST(Texts, AppendAllOfAnother) {
  Texts texts{"a", ""};
  texts.append(Texts());
  texts.append({"", "bc"});
  texts.append(texts);
  EXPECT_EQ(texts, (Texts{"a", "", "", "bc", "a", "", "", "bc"}));
}

TEST(Column, BlankNullAndNanAreOneThing) {
  const Column text = Column::text({"x", "", " \t\r\n", "y"}, {true, true, true, false});
  EXPECT_FALSE(text.is_null(0));
  for (std::size_t i = 1; i < 4; ++i) EXPECT_TRUE(text.is_null(i)) << i;
  const Column real = Column::reals({1, std::numeric_limits<double>::quiet_NaN()});
  EXPECT_FALSE(real.is_null(0));
  EXPECT_TRUE(real.is_null(1));
  const Column whole = Column::integers({0, 0}, {true, false});
  EXPECT_FALSE(whole.is_null(0));
  EXPECT_TRUE(whole.is_null(1));
}

TEST(Column, CellsAsText) {
  EXPECT_EQ(Column::text({" x "}).to_text(0), " x ");
  EXPECT_EQ(Column::integers({-7}).to_text(0), "-7");
  EXPECT_EQ(Column::reals({0.1}).to_text(0), "0.1");
  EXPECT_EQ(Column::booleans({true, false}).to_text(1), "no");
  EXPECT_EQ(Column::integers({1}, {false}).to_text(0), "");
  EXPECT_EQ(Column::instants({86'400}, 1, false).to_text(0), "86400");
}

TEST(Column, EqualByValue) {
  EXPECT_EQ(Column::integers({1, 2}), Column::integers({1, 2}));
  EXPECT_FALSE(Column::integers({1, 2}) == Column::integers({1, 3}));
  EXPECT_FALSE(Column::instants({1}, 1, true) == Column::instants({1}, 1, false));
}

TEST(Column, CodesReadAsTheirTexts) {
  const Column coded = Column::coded({1, 0, 1, 2}, Texts{"log-in", "reading", " "});
  EXPECT_EQ(coded.type(), ColumnType::text);
  EXPECT_TRUE(coded.is_coded());
  EXPECT_EQ(coded.size(), 4U);
  EXPECT_EQ(coded.text_at(2), "reading");
  EXPECT_EQ(coded.to_text(1), "log-in");
  EXPECT_TRUE(coded.is_null(3));
  EXPECT_EQ(coded, Column::text({"reading", "log-in", "reading", " "}));
  EXPECT_THROW(static_cast<void>(Column::coded({1}, Texts{"log-in"})), RangeError);
  // A row that is marked as not given has no text, whatever its code.
  const auto codes = std::make_shared<std::vector<std::uint32_t>>(3, 0U);
  static constexpr std::uint8_t given = 0b101;
  const Column marked = Column::shared_codes(*codes, Texts{"log-in"}, {&given, 0}, codes);
  EXPECT_EQ(marked.text_at(1), "");
  EXPECT_TRUE(marked.is_null(1));
  EXPECT_EQ(marked, Column::text({"log-in", "", "log-in"}));
}

TEST(Column, ReadsMemoryOfOthersAndKeepsIt) {
  const auto numbers =
      std::make_shared<const std::vector<std::int64_t>>(std::vector<std::int64_t>{5, 6, 7});
  const auto bits = std::make_shared<const std::uint8_t>(std::uint8_t{0b1010});
  const Column::Owner owner(numbers, bits.get());
  const Column column = Column::shared_integers(*numbers, {.bits = bits.get(), .offset = 1}, owner);
  EXPECT_EQ(numbers.use_count(), 3);
  EXPECT_EQ(column.integer_at(0), 5);
  EXPECT_TRUE(column.is_null(1));
  EXPECT_EQ(column, Column::integers({5, 0, 7}, {true, false, true}));
  const std::vector<double> reals{1.5, 2};
  EXPECT_EQ(Column::shared_reals(reals, {}, nullptr), Column::reals({1.5, 2}));
  EXPECT_EQ(Column::shared_instants(*numbers, 1000, true, {}, owner),
            Column::instants({5, 6, 7}, 1000, true));
}

TEST(Table, FindsColumnsAndLabelsRows) {
  const Table memory(
      "needs", {{"need_id", Column::text({"N1", "N2"})}, {"seats", Column::integers({3, 1})}});
  EXPECT_TRUE(memory.given());
  EXPECT_FALSE(memory.from_file());
  EXPECT_EQ(memory.rows(), 2U);
  EXPECT_EQ(memory.find("seats")->integer_at(1), 1);
  EXPECT_EQ(memory.find("Seats"), nullptr);
  EXPECT_EQ(memory.label(1), 1);
  const Table file("needs.csv", {{"need_id", Column::text({"N1", "N2"})}}, {2, 5});
  EXPECT_TRUE(file.from_file());
  EXPECT_EQ(file.label(1), 5);
  EXPECT_FALSE(Table().given());
  EXPECT_EQ(Table().rows(), 0U);
}

TEST(Table, RefusesTwinsAndOddLengths) {
  try {
    const Table table("t", {{"a", Column::integers({1, 2})},
                            {"a", Column::integers({1, 2})},
                            {"b", Column::integers({1})}});
    FAIL();
  } catch (const InputError& error) {
    ASSERT_EQ(error.total(), 2U);
    EXPECT_EQ(error.issues()[0].code, "duplicate_column");
    EXPECT_EQ(error.issues()[1].code, "length_mismatch");
    EXPECT_EQ(error.issues()[1].column, "b");
  }
}

}  // namespace table_test
