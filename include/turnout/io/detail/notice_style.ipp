// The looks of the notice. Sizes are for paper read from a metre away: 15 pt in tables.
#pragma once

#include <string_view>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

inline constexpr std::string_view notice_style = R"css(
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:2rem 1.5rem;background:var(--paper);color:var(--ink);
font:1.25rem/1.45 "Noto Sans","Segoe UI","Helvetica Neue",Arial,"Noto Sans CJK SC","Noto Sans SC","PingFang SC","Microsoft YaHei","Source Han Sans SC","WenQuanYi Micro Hei",sans-serif}
header{border-bottom:.35rem solid var(--mark);padding-bottom:1rem;margin-bottom:1.2rem}
.place{margin:0;font-size:1.4rem;color:var(--soft)}
h1{margin:.1rem 0;font-size:2.9rem;line-height:1.12}
.when{margin:.2rem 0 0;font-size:1.7rem;font-weight:600}
h2{margin:2rem 0 .5rem;font-size:1.75rem;line-height:1.2;break-after:avoid}
.figures{display:flex;flex-wrap:wrap;gap:.6rem 2.2rem;margin:0;padding:0}
.figures div{display:flex;flex-direction:column-reverse}
.figures dt{font-size:1.1rem;color:var(--soft)}
.figures dd{margin:0;font-size:2.5rem;line-height:1.1;font-weight:700;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:1.4rem;font-variant-numeric:tabular-nums}
caption{text-align:start;color:var(--soft);font-size:1.1rem;padding-bottom:.3rem}
th,td{padding:.32rem .6rem;text-align:start;vertical-align:baseline;border-bottom:1px solid var(--line)}
th{font-size:1.1rem;border-bottom:.18rem solid var(--ink)}
tbody th{font-size:inherit;font-weight:600;border-bottom:1px solid var(--line)}
.n{text-align:end;white-space:nowrap}
td:first-child.n,th:first-child.n{width:1%;padding-right:1rem}
.id{color:var(--soft);font-size:1.1rem;white-space:nowrap}
.in1{padding-left:1.8rem}.in2{padding-left:3rem}.in3{padding-left:4.2rem}
tbody tr:nth-child(even){background:var(--band)}
tr{break-inside:avoid}
.tier{font-weight:700;white-space:nowrap}
.star{white-space:nowrap;letter-spacing:.05em;color:var(--mark)}
.list{columns:2 14rem;margin:0;padding:0;list-style:none}
.list li{break-inside:avoid}
ol,ul.plain{margin:.3rem 0;padding-left:1.6rem}
footer{margin-top:2rem;padding-top:.6rem;border-top:1px solid var(--line);font-size:1rem;color:var(--soft);overflow-wrap:anywhere}
@media print{
:root{color-scheme:light;--ink:#000;--paper:#fff;--soft:#333;--line:#777;--band:#f0f0f0;--mark:#000}
@page{size:A4;margin:14mm 14mm 16mm}
html{font-size:10.7pt}
body{max-width:none;padding:0;print-color-adjust:exact;-webkit-print-color-adjust:exact}
thead{display:table-header-group}
.wide{overflow:visible}
}
)css";

}  // namespace detail
}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
