// The addresses of functions of the library as a unit sees them. ODR_MODE is the target
// that the unit links: `turnout` (header-only) or `compiled`.
#pragma once

#include <array>

#include <turnout/turnout.hpp>

#define ODR_JOIN(a, b) a##_##b
#define ODR_NAME(mode, unit) ODR_JOIN(mode, unit)

using Address = void (*)();
using Addresses = std::array<Address, 3>;

static Addresses addresses_in_this_unit() {
  return {reinterpret_cast<Address>(&turnout::trim), reinterpret_cast<Address>(&turnout::monday_of),
          reinterpret_cast<Address>(&turnout::edit_distance)};
}
