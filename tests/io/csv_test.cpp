// CSV: what is read, what is refused with its line, and that no byte changes on the way.
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/io/csv.hpp>

namespace csv_test {

using namespace turnout;
using Rows = std::vector<std::vector<std::string>>;

/// The rows as texts, the names of the columns first.
Rows rows_of(const Table& table) {
  Rows rows(table.rows() + 1);
  for (const NamedColumn& column : table.columns()) {
    EXPECT_EQ(column.values.type(), ColumnType::text);
    rows[0].push_back(column.name);
    for (std::size_t i = 0; i < table.rows(); ++i)
      rows[i + 1].emplace_back(column.values.text_at(i));
  }
  return rows;
}

Rows rows_of(std::string_view bytes) { return rows_of(io::parse_csv(bytes, "t.csv")); }

/// "code@line:column ...", for all issues of a file.
std::string faults(std::string_view bytes) {
  try {
    static_cast<void>(io::parse_csv(bytes, "t.csv"));
  } catch (const InputError& error) {
    std::string text;
    for (const Issue& issue : error.issues()) {
      EXPECT_EQ(issue.table, "t.csv");
      EXPECT_FALSE(issue.message.empty());
      EXPECT_FALSE(issue.remedy.empty());
      text += (text.empty() ? "" : " ") + issue.code;
      if (issue.row) text += "@" + std::to_string(*issue.row);
      if (!issue.column.empty()) text += ":" + issue.column;
    }
    return text;
  }
  return "read";
}

TEST(Csv, PlainFiles) {
  const Rows expected{{"a", "b"}, {"1", "2"}, {"3", "4"}};
  EXPECT_EQ(rows_of("a,b\n1,2\n3,4\n"), expected);
  EXPECT_EQ(rows_of("a,b\n1,2\n3,4"), expected);
  EXPECT_EQ(rows_of("a,b\r\n1,2\r\n3,4\r\n"), expected);
  EXPECT_EQ(rows_of("a,b\r1,2\r3,4\r"), expected);
  EXPECT_EQ(rows_of("\xEF\xBB\xBF"
                    "a,b\n1,2\n3,4\n"),
            expected);
  EXPECT_EQ(rows_of("\n\na,b\n\n1,2\n  \n\r\n3,4\n\n"), expected);
  EXPECT_EQ(rows_of("\" a \", b\n1,2\n3,4\n"), expected);                    // Names are trimmed,
  EXPECT_EQ(rows_of("a,b\n 1 ,\t2\n"), (Rows{{"a", "b"}, {" 1 ", "\t2"}}));  // cells are not.
  EXPECT_EQ(rows_of("a,b\n"), (Rows{{"a", "b"}}));
  EXPECT_EQ(rows_of("a,b\n,\n1,"), (Rows{{"a", "b"}, {"", ""}, {"1", ""}}));
}

TEST(Csv, Quotes) {
  EXPECT_EQ(rows_of("a,b\n\"1,2\",\"3\n4\"\n\"\"\"x\"\"\",\"\"\n"),
            (Rows{{"a", "b"}, {"1,2", "3\n4"}, {"\"x\"", ""}}));
  EXPECT_EQ(rows_of("a,b\n\"1\r\n2\",5\" pipe\n"), (Rows{{"a", "b"}, {"1\r\n2", "5\" pipe"}}));
  EXPECT_EQ(rows_of("a\n\"\"\nx\n"), (Rows{{"a"}, {""}, {"x"}}));  // One empty cell is a row.
}

TEST(Csv, LabelsArePhysicalLines) {
  const Table table = io::parse_csv("\na,b\n1,2\n\n\"3\n\r\n\r4\",5\n6,7\r8,9\r\n10,11", "t.csv");
  ASSERT_EQ(table.rows(), 5U);
  EXPECT_TRUE(table.from_file());
  const std::vector<std::int64_t> lines{3, 5, 9, 10, 11};
  for (std::size_t i = 0; i < lines.size(); ++i) EXPECT_EQ(table.label(i), lines[i]) << i;
}

TEST(Csv, Faults) {
  for (const auto& [bytes, expected] :
       {std::pair{"", "empty_file"},
        {"\n \n\r\n", "empty_file"},
        {"\xEF\xBB\xBF", "empty_file"},
        {"a,b\n1\n2,3\n4,5,6\n", "ragged_row@2 ragged_row@4"},
        {"a,b,a,b\n1,2,3,4\n", "duplicate_column@1:a duplicate_column@1:b"},
        {"a,,b, \n1,2,3,4\n", "blank_header@1:column 2 blank_header@1:column 4"},
        {"a,b\n\"1\"x,2\n\"3\" ,4\n", "bad_quote@2:a bad_quote@3:a"},
        {"a,b\n1,2\n3,\"4\n5,6\n", "bad_quote@3:b"},
        {"a,b\n1, \"2\"\n", "bad_quote@2:b"},
        {"a,\"b\n1,2\n", "bad_quote@1:column 2"},
        {"a,b\n\xC4\xE3,1\n2,\xFF\n", "not_utf8@2:a not_utf8@3:b"},
        {"a;b\n1;2\n", "not_comma_separated@1"},
        {"a\tb\n1\t2\n", "not_comma_separated@1"},
        {"\xFF\xFE"
         "a",
         "not_utf8"},
        {"\xFE\xFF", "not_utf8"}})
    EXPECT_EQ(faults(bytes), expected) << testing::PrintToString(bytes);
  EXPECT_EQ(faults(std::string_view("a,b\n1,\0\n", 8)), "nul_byte@2:b");
  EXPECT_EQ(faults("a\n" + std::string(io::longest_cell, 'x')), "read");
  EXPECT_EQ(faults("a\n" + std::string(io::longest_cell + 1, 'x')), "too_large@2:a");
}

TEST(Csv, ValuesInMessagesAreAlwaysUtf8) {
  try {
    static_cast<void>(io::parse_csv("a\n\xC4\xE3\xBA\xC3 ok\n", "t.csv"));
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.issues().at(0).value, "\\xC4\\xE3\\xBA\\xC3 ok");
  }
}

TEST(Csv, ManyRaggedRowsAreCounted) {
  std::string bytes = "a,b\n";
  for (int i = 0; i < 20'000; ++i) bytes += "1\n";
  try {
    static_cast<void>(io::parse_csv(bytes, "t.csv"));
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.total(), 20'000U);
    EXPECT_EQ(error.issues().size(), IssueCollector::kept);
  }
}

TEST(Csv, WritesQuotesOnlyWhereNeeded) {
  io::CsvWriter writer;
  for (const char* cell : {"a", "", "b c", "1,2", "say \"x\"", "two\nlines", "cr\r", " edge "})
    writer.cell(cell);
  writer.end_row();
  writer.cell("");
  writer.end_row();
  writer.cell("");
  writer.cell("");
  writer.end_row();
  EXPECT_EQ(writer.take(),
            "a,,b c,\"1,2\",\"say \"\"x\"\"\",\"two\nlines\",\"cr\r\", edge \n\"\"\n,\n");
  EXPECT_EQ(writer.take(), "");
}

TEST(Csv, WritesColumnsOfEveryType) {
  const Table table("t", {{"text", Column::text({"x", "null", "  "}, {true, false, true})},
                          {"n", Column::integers({1, -2, 3})},
                          {"r", Column::reals({0.5, 1e300, 3})},
                          {"b", Column::booleans({true, false, true}, {true, true, false})}});
  EXPECT_EQ(io::write_csv(table), "text,n,r,b\nx,1,0.5,yes\n,-2,1e+300,no\n  ,3,3,\n");
}

TEST(Csv, RoundTripOfAnyText) {
  std::mt19937 random(1);
  constexpr std::string_view pieces[] = {",",
                                         "\"",
                                         "\n",
                                         "\r",
                                         "\r\n",
                                         " ",
                                         "\t",
                                         ";",
                                         "x",
                                         "007",
                                         "\xE5\x85\xAB",
                                         "\xEF\xBB\xBF",
                                         "\xF0\x9F\x98\x80",
                                         "long enough for two words"};
  for (int round = 0; round < 3'000; ++round) {
    const std::size_t width = 1 + random() % 4;
    const std::size_t height = random() % 6;
    std::vector<NamedColumn> columns;
    Rows expected(height + 1);
    for (std::size_t c = 0; c < width; ++c) {
      Texts texts;
      expected[0].push_back("c" + std::to_string(c));
      for (std::size_t r = 0; r < height; ++r) {
        std::string cell;
        for (std::size_t i = random() % 5; i > 0; --i) cell += pieces[random() % std::size(pieces)];
        texts.push_back(cell);
        expected[r + 1].push_back(cell);
      }
      columns.push_back({expected[0].back(), Column::text(std::move(texts))});
    }
    const std::string bytes = io::write_csv(Table("t", std::move(columns)));
    ASSERT_EQ(rows_of(bytes), expected) << testing::PrintToString(bytes);
    ASSERT_EQ(io::write_csv(io::parse_csv(bytes, "t")), bytes);
  }
}

/// RFC 4180 as a state machine, one byte at a time; nothing when it is not well formed.
std::optional<Rows> byte_by_byte(std::string_view bytes) {
  Rows rows;
  std::vector<std::string> row;
  std::string cell;
  enum { start, plain, quoted, closed } state = start;
  bool any = false, was_quoted = false;
  const auto end_row = [&] {
    row.push_back(cell);
    const bool blank = row.size() == 1 && !was_quoted &&
                       (cell.empty() || ((rows.empty() || rows[0].size() > 1) &&
                                         cell.find_first_not_of(" \t") == std::string::npos));
    if (!blank) rows.push_back(row);
    row.clear();
    cell.clear();
    state = start;
    any = was_quoted = false;
  };
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (state == quoted) {
      if (c != '"')
        cell += c;
      else
        state = closed;
      continue;
    }
    if (state == closed && c == '"') {
      cell += c;
      state = quoted;
      continue;
    }
    if (c == ',') {
      row.push_back(cell);
      cell.clear();
      state = start;
      any = true;
      was_quoted = false;
    } else if (c == '\n' || c == '\r') {
      if (c == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n') ++i;
      end_row();
    } else if (state == closed) {
      return std::nullopt;
    } else if (c == '"' && state == start) {
      state = quoted;
      any = was_quoted = true;
    } else {
      if (c == '"' && cell.find_first_not_of(" \t") == std::string::npos) return std::nullopt;
      cell += c;
      state = plain;
      any = true;
    }
  }
  if (state == quoted) return std::nullopt;
  if (any) end_row();
  for (const auto& r : rows)
    if (r.size() != rows[0].size()) return std::nullopt;
  return rows;
}

TEST(Csv, AgreesWithReadingByteByByte) {
  std::mt19937 random(2);
  constexpr std::string_view letters = ",,\"\"\n\r x1234567890abc";
  int read = 0;
  for (int round = 0; round < 60'000; ++round) {
    std::string bytes = "a,b\n";
    if (random() % 2 == 0) bytes = "a\n";
    for (std::size_t i = random() % 30; i > 0; --i)
      bytes += letters[random() % (random() % 2 == 0 ? 8 : letters.size())];
    const auto expected = byte_by_byte(bytes);
    const std::string fault = faults(bytes);
    ASSERT_EQ(fault == "read", expected.has_value()) << testing::PrintToString(bytes) << fault;
    if (!expected) continue;
    ++read;
    ASSERT_EQ(rows_of(bytes), *expected) << testing::PrintToString(bytes);
  }
  EXPECT_GT(read, 5'000);
}

TEST(Csv, RandomBytesNeverCrash) {
  std::mt19937 random(3);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes;
    for (std::size_t i = random() % 60; i > 0; --i)
      bytes += random() % 2 == 0 ? ",\"\n\r;\t "[random() % 7] : static_cast<char>(random());
    static_cast<void>(faults(bytes));
  }
}

}  // namespace csv_test
