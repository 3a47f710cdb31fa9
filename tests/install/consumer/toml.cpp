// A program that reads a rulebook from TOML, over the compiled library.
#include <iostream>

#include <turnout/io/toml.hpp>
#include <turnout/turnout.hpp>

int main() {
  try {
    static_cast<void>(turnout::io::parse_toml("name = \n", "broken.toml"));
  } catch (const turnout::InputError& error) {
    std::cout << error.what() << '\n';
    return error.issues().front().table == "broken.toml" ? 0 : 1;
  }
  return 1;
}
