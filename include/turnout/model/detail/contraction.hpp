#pragma once

// A fused multiply-add rounds once where the source rounds twice: forbidden here, by the attribute
// where the compiler is GCC and by the pragma where it is Clang.
#if defined(__clang__)
#define TURNOUT_NO_CONTRACT
#define TURNOUT_NO_CONTRACT_PRAGMA _Pragma("clang fp contract(off)")
#elif defined(__GNUC__)
#define TURNOUT_NO_CONTRACT __attribute__((optimize("fp-contract=off")))
#define TURNOUT_NO_CONTRACT_PRAGMA
#else
#define TURNOUT_NO_CONTRACT
#define TURNOUT_NO_CONTRACT_PRAGMA
#endif
