#include <turnout/model/detail/member.ipp>
