// docs/district is what make_city(district()) makes, to the byte.
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include <turnout/generate/city.hpp>
#include <turnout/io/csv.hpp>

namespace turnout {
namespace district_test {

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(ShippedDistrict, IsWhatTheGeneratorMakes) {
  const City sample = make_city(district());
  for (const Table* table :
       {&sample.members, &sample.needs, &sample.availability, &sample.pins, &sample.services}) {
    const std::string path =
        std::string(TURNOUT_SOURCE_DIR) + "/docs/district/" + table->name() + ".csv";
    // Not EXPECT_EQ, which would print megabytes.
    EXPECT_TRUE(bytes_of(path) == io::write_csv(*table))
        << path << " differs; see docs/district/README.md for how to write it anew";
  }
}

}  // namespace district_test
}  // namespace turnout
