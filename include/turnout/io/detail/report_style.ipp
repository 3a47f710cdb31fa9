// The looks of reports: tables for a desk, 9 pt on paper, wide ones on a page turned on its side.
#pragma once

#include <string>
#include <string_view>

#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

inline constexpr std::string_view report_style = R"css(
*{box-sizing:border-box}
body{margin:0 auto;max-width:78rem;padding:1.6rem 1.5rem;background:var(--paper);color:var(--ink);
font:1rem/1.42 "Noto Sans","Segoe UI","Helvetica Neue",Arial,"Noto Sans CJK SC","Noto Sans SC","PingFang SC","Microsoft YaHei","Source Han Sans SC","WenQuanYi Micro Hei",sans-serif}
header{border-bottom:.22rem solid var(--mark);padding-bottom:.6rem;margin-bottom:1rem}
.place{margin:0;color:var(--soft)}
h1{margin:.1rem 0;font-size:1.9rem;line-height:1.15}
.when{margin:.1rem 0 0;font-size:1.15rem;font-weight:600}
h2{margin:1.6rem 0 .4rem;font-size:1.25rem;line-height:1.2;break-after:avoid}
h3{margin:1.1rem 0 .3rem;font-size:1.05rem;break-after:avoid}
.figures{display:flex;flex-wrap:wrap;gap:.4rem 1.9rem;margin:0 0 .6rem;padding:0}
.figures div{display:flex;flex-direction:column-reverse}
.figures dt{font-size:.9rem;color:var(--soft)}
.figures dd{margin:0;font-size:1.6rem;line-height:1.15;font-weight:700;font-variant-numeric:tabular-nums}
.facts{display:grid;grid-template-columns:max-content 1fr max-content 1fr;gap:.15rem 1rem;margin:0;padding:.5rem 0;border-bottom:1px solid var(--line)}
.facts dt{color:var(--soft)}
.facts dd{margin:0;overflow-wrap:anywhere}
.wide{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums}
th,td{padding:.22rem .45rem;text-align:start;vertical-align:baseline;border-bottom:1px solid var(--line)}
td{overflow-wrap:anywhere}
thead th{font-size:.86rem;border-bottom:.14rem solid var(--ink);vertical-align:bottom}
tbody th{font-weight:600}
.n{text-align:end;white-space:nowrap}
.t{white-space:nowrap}
.id{color:var(--soft);font-size:.86rem;white-space:nowrap}
.group th{padding-top:.7rem;font-size:1rem;border-bottom:.1rem solid var(--ink)}
.in1{padding-left:1.5rem}.in2{padding-left:2.6rem}.in3{padding-left:3.7rem}
.own{font-weight:400;color:var(--soft)}
tr.even{background:var(--band)}
tr.gone td{color:var(--soft);text-decoration:line-through}
tr{break-inside:avoid}
.star{white-space:nowrap;letter-spacing:.05em;color:var(--mark)}
pre{margin:.3rem 0;padding:.6rem .8rem;border:1px solid var(--line);font:.88rem/1.4 "Noto Sans Mono","Cascadia Mono",Consolas,"Noto Sans Mono CJK SC",monospace;white-space:pre-wrap;overflow-wrap:anywhere}
.lead{max-width:48rem;font-size:1.08rem}
.seal{display:flex;flex-wrap:wrap;gap:1rem 4rem;margin:2.6rem 0 0;padding:0;list-style:none;justify-content:flex-end;break-inside:avoid}
.letter+.letter{margin-top:4rem;border-top:1px dashed var(--line);padding-top:2rem}
ul.plain{margin:.3rem 0;padding-left:1.4rem}
footer{margin-top:1.6rem;padding-top:.4rem;border-top:1px solid var(--line);font-size:.84rem;color:var(--soft);overflow-wrap:anywhere}
@media (max-width:44rem){.facts{grid-template-columns:max-content 1fr}}
@media print{
:root{color-scheme:light;--ink:#000;--paper:#fff;--soft:#333;--line:#777;--band:#f0f0f0;--mark:#000}
html{font-size:9.6pt}
body{max-width:none;padding:0;print-color-adjust:exact;-webkit-print-color-adjust:exact}
thead{display:table-header-group}
.wide{overflow:visible}
.letter+.letter{margin-top:0;border-top:0;padding-top:0;break-before:page}
.sheet{break-before:page}
}
)css";

/// The style with the paper's orientation.
inline std::string report_looks(bool landscape) {
  return std::string(report_style) +
         (landscape ? "@media print{@page{size:A4 landscape;margin:12mm 12mm 14mm}}\n"
                    : "@media print{@page{size:A4;margin:14mm 14mm 16mm}}\n");
}

}  // namespace detail
}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
