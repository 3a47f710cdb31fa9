// SHA-256 against the vectors of FIPS 180-4, and the hash that orders members among equals.
#include <algorithm>
#include <array>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include <turnout/model/hash.hpp>

namespace hash_test {

using namespace turnout;

TEST(Sha256, VectorsOfTheStandard) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
                   "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"),
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, InPiecesAsInOne) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += static_cast<char>(i % 251);
  for (std::size_t length = 0; length <= text.size(); ++length) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{64}}) {
      Sha256 hash;
      for (std::size_t at = 0; at < length; at += piece)
        hash.add(std::string_view(text).substr(at, std::min(piece, length - at)));
      ASSERT_EQ(hash.hex(), sha256(std::string_view(text).substr(0, length))) << length;
    }
  }
}

TEST(TieHash, DependsOnSeedAndText) {
  std::set<std::uint64_t> seen;
  for (int seed = -3; seed < 3; ++seed)
    for (int m = 0; m < 1'000; ++m) seen.insert(tie_hash(seed, "M" + std::to_string(m)));
  EXPECT_EQ(seen.size(), 6'000U);
  EXPECT_EQ(tie_hash(20'366, "M1"), tie_hash(20'366, std::string("M") + "1"));
  EXPECT_NE(tie_hash(0, ""), tie_hash(1, ""));
}

/// Nobody is always first: over many seeds each of ten members leads about as often.
TEST(TieHash, NobodyIsAlwaysFirst) {
  std::array<int, 10> first{};
  for (int seed = 0; seed < 10'000; ++seed) {
    std::size_t leader = 0;
    for (std::size_t m = 1; m < first.size(); ++m)
      if (tie_hash(seed, "M" + std::to_string(m)) < tie_hash(seed, "M" + std::to_string(leader)))
        leader = m;
    ++first[leader];
  }
  for (const int times : first) {
    EXPECT_GT(times, 800);
    EXPECT_LT(times, 1'200);
  }
}

}  // namespace hash_test
