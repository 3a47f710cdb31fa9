// Two units that include everything link and see one function each; the header-only and
// the compiled library in one program see two, because their inline namespaces differ.
#include <array>
#include <iostream>

using Address = void (*)();
using Addresses = std::array<Address, 3>;

#ifdef ODR_turnout
Addresses turnout_one();
Addresses turnout_two();
#endif
#ifdef ODR_compiled
Addresses compiled_one();
Addresses compiled_two();
#endif

int main() {
#ifdef ODR_turnout
  if (turnout_one() != turnout_two()) {
    std::cerr << "header-only: two units see different functions\n";
    return 1;
  }
#endif
#ifdef ODR_compiled
  if (compiled_one() != compiled_two()) {
    std::cerr << "compiled: two units see different functions\n";
    return 1;
  }
#endif
#if defined ODR_turnout && defined ODR_compiled
  for (std::size_t i = 0; i < turnout_one().size(); ++i) {
    if (turnout_one()[i] == compiled_one()[i]) {
      std::cerr << "header-only and compiled share function " << i << '\n';
      return 1;
    }
  }
#endif
  return 0;
}
