#pragma once
// clang-format off

// Written by src/page/embed.py from the files beside it; edit those, then run it.

#include <array>
#include <string_view>
#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

inline constexpr std::array<std::string_view, 2> page_style{
    R"page(
/* Calm paper, dark ink, two signal colours that colour-blind eyes and grey printers tell apart:
   filled is dark and solid, missing is light and hatched, empty is hollow. */
:root {
  --paper: #fbfaf7;
  --card: #ffffff;
  --ink: #1c2530;
  --muted: #56616f;
  --line: #d8dce2;
  --faint: #eef0f3;
  --ground: #e7ebe4;
  --filled: #1d5f8f;
  --filled-tint: #cfe1ef;
  --missing: #f0a23a;
  --empty: #9a3412;
  --accent: #1d5f8f;
  --s4: #e6eff6;
  --s3: #fdf0d8;
  --s2: #fad69b;
  --s1: #f0a23a;
  --s0: #9a3412;
  --s0-ink: #ffffff;
  --hatch: rgba(120, 66, 0, 0.45);
}
@media (prefers-color-scheme: dark) {
  :root:not([data-print]) {
    --paper: #14181d;
    --card: #1b2027;
    --ink: #e8ebef;
    --muted: #a3adba;
    --line: #343c47;
    --faint: #232a33;
    --ground: #26302f;
    --filled: #6db3e2;
    --filled-tint: #234a66;
    --missing: #d98b1f;
    --empty: #ffab7a;
    --accent: #8cc6ee;
    --s4: #1f3343;
    --s3: #40361f;
    --s2: #6a4a14;
    --s1: #8f5a06;
    --s0: #ffb48a;
    --s0-ink: #2a0f00;
    --hatch: rgba(0, 0, 0, 0.5);
  }
}
* { box-sizing: border-box; }
html { font-size: 16px; -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto;
  padding: 2.5rem 2rem 3rem;
  max-width: 76rem;
  background: var(--paper);
  color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans",
    "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC",
    "Source Han Sans SC", sans-serif;
  font-variant-numeric: tabular-nums;
  display: flex;
  flex-direction: column;
}
h1 { font-size: 2.1rem; line-height: 1.15; font-weight: 650; margin: 0; letter-spacing: -0.01em; }
h2 { font-size: 1.25rem; font-weight: 650; margin: 0; }
h3 { font-size: 0.95rem; font-weight: 650; margin: 0 0 0.5rem; }
p { margin: 0.4rem 0; }
.muted, .note { color: var(--muted); }
.note { font-size: 0.875rem; max-width: 54rem; }
section { margin-top: 3.5rem; min-width: 0; }
.bar { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.4rem 1rem; margin-bottom: 0.9rem; }
.bar .note { margin: 0; flex: 1 1 14rem; }
button, select, input {
  font: inherit;
  color: inherit;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 6px;
  padding: 0.3rem 0.6rem;
}
button { cursor: pointer; }
button:hover:not(:disabled) { border-color: var(--accent); }
button:disabled { color: var(--muted); cursor: default; opacity: 0.6; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--card); padding: 0.3rem 0.6rem; z-index: 9; }

/* Head: figures first. */
.where { color: var(--muted); margin: 0.5rem 0 0; }
#shown { margin: 0.6rem 0 0; font-weight: 550; color: var(--accent); }
#shown:empty { display: none; }
#figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(11.5rem, 1fr)); gap: 1.5rem 2rem;
  margin: 2.2rem 0 1.8rem; padding: 0; }
#figures div { display: flex; flex-direction: column; }
#figures dt { order: 2; color: var(--ink); font-weight: 550; }
#figures dd { margin: 0; order: 1; font-size: 3rem; line-height: 1.1; font-weight: 650; letter-spacing: -0.03em; }
#figures dd.more { order: 3; font-size: 0.9rem; line-height: 1.4; font-weight: 400; letter-spacing: 0;
  color: var(--muted); }
#proof { font-size: 1.2rem; border-left: 4px solid var(--filled); padding: 0.2rem 0 0.2rem 1rem; margin: 0; max-width: 52rem; }
#policy { margin-top: 1.2rem; max-width: 60rem; }
#policy summary { cursor: pointer; color: var(--muted); font-size: 0.9rem; }
#policy p { font-size: 0.875rem; color: var(--muted); }

/* Filters stay at hand. */
#filters { position: sticky; top: 0; z-index: 5; background: var(--paper); border-bottom: 1px solid var(--line);
  margin: 2.2rem -2rem 0; padding: 0.7rem 2rem; display: flex; flex-wrap: wrap; gap: 0.5rem 0.8rem; align-items: end; }
#filters label { display: flex; flex-direction: column; font-size: 0.78rem; color: var(--muted); }
#filters select, #filters input, #filters button { font-size: 0.9rem; color: var(--ink); max-width: 12.5rem; height: 2.2rem; }
#filters output { flex: 1; white-space: nowrap; text-align: right; font-size: 0.875rem; color: var(--muted); padding-bottom: 0.3rem; }

/* Map. */
.mapbox { position: relative; border: 1px solid var(--line); border-radius: 10px; background: var(--card); overflow: hidden; }
#map { display: block; width: 100%; height: 38rem; touch-action: none; cursor: grab; }
#map:active { cursor: grabbing; }
.zoom { position: absolute; top: 0.7rem; right: 0.7rem; display: flex; flex-direction: column; gap: 0.3rem; }
.zoom button { width: 2.2rem; height: 2.2rem; padding: 0; font-size: 1.1rem; line-height: 1; }
.legend { display: flex; flex-wrap: wrap; gap: 0.3rem 1.4rem; font-size: 0.85rem; color: var(--muted); margin: 0.6rem 0 0; align-items: center; }
.legend span { display: inline-flex; align-items: center; gap: 0.45rem; }
.dot { width: 0.9rem; height: 0.9rem; border-radius: 50%; border: 2px solid var(--filled); background: var(--filled); }
.dot.short { background: linear-gradient(90deg, var(--missing) 50%, var(--filled) 50%); }
.dot.empty { background: var(--card); border-color: var(--empty); }
.dash { width: 1.6rem; border-top: 3px solid var(--muted); opacity: 0.5; }

/* Timetable. */
.weeks { display: flex; gap: 0.4rem; align-items: baseline; flex-wrap: wrap; }
table { border-collapse: collapse; font-size: 0.875rem; }
th { font-weight: 550; text-align: left; color: var(--muted); }
.scroll { overflow-x: auto; }
.week { margin-bottom: 1.5rem; }
.density { width: 100%; table-layout: fixed; background: var(--card); }
.density th, .density td { border: 1px solid var(--line); padding: 0; text-align: center; }
.density th { padding: 0.3rem 0.2rem; font-size: 0.8rem; }
.density th.hour, .density thead td { width: 3.6rem; border-left: 0; }
.density th button, .density td button { border: 0; background: transparent; width: 100%; border-radius: 0; padding: 0.28rem 0.1rem; font-size: 0.85rem; }
.density th b { display: block; color: var(--ink); }
.lanes { display: grid; grid-template-columns: 3.6rem 1fr; background: var(--card); border: 1px solid var(--line); }
.lanes .days { display: grid; }
.lanes .dayhead { text-align: center; font-size: 0.8rem; color: var(--muted); padding: 0.3rem 0.2rem; border-left: 1px solid var(--line); border-bottom: 1px solid var(--line); }
.lanes .dayhead b { display: block; color: var(--ink); }
.lanes .corner { border-bottom: 1px solid var(--line); }
.lanes .hours { position: relative; font-size: 0.78rem; color: var(--muted); }
.lanes .hours span { position: absolute; right: 0.5rem; transform: translateY(-50%); }
.lanes .day { position: relative; border-left: 1px solid var(--line); }
.lanes .rule { position: absolute; left: 0; right: 0; border-top: 1px solid var(--faint); }
.need { position: absolute; overflow: hidden; text-align: left; padding: 0.05rem 0.25rem; font-size: 0.72rem; line-height: 1.2;
  border: 1px solid var(--filled); border-left-width: 4px; border-radius: 3px; color: var(--ink); background: var(--filled-tint); }
.need b { font-weight: 650; }
.need.short { border-color: var(--filled); background:
  linear-gradient(90deg, var(--filled-tint) var(--share), transparent var(--share)),
  repeating-linear-gradient(135deg, var(--hatch) 0 1px, transparent 1px 6px), var(--s3); }
.need.empty { border: 2px dashed var(--empty); background: var(--card); }
.s4 { background: var(--s4); }
.s3 { background: var(--s3); }
.s2 { background: var(--s2); }
.s1 { background: var(--s1); color: #1c1400; }
.s0 { background: var(--s0); color: var(--s0-ink); font-weight: 650; }
.none { color: var(--muted); }
@media (prefers-color-scheme: dark) { :root:not([data-print]) .s1 { color: #fff; } }

/* List by day. */
#list { margin-top: 1.2rem; }
#list > summary { cursor: pointer; font-weight: 550; }
#list h3 { margin: 1.4rem 0 0.2rem; font-size: 1rem; }
.rows { width: 100%; }
.rows td, .rows th { vertical-align: top; padding: 0.38rem 0.8rem 0.38rem 0; border-bottom: 1px solid var(--line); }
.rows td.time { white-space: nowrap; width: 7.2rem; }
.rows td.count { white-space: nowrap; width: 4.2rem; font-weight: 650; }
.rows td.who { color: var(--muted); width: 42%; }
.rows .sub { color: var(--muted); font-size: 0.82rem; }
.link { border: 0; background: none; padding: 0; text-align: left; color: inherit; text-decoration: underline; text-decoration-color: var(--line); text-underline-offset: 3px; }
.mark { display: inline-block; min-width: 3.1rem; text-align: center; border-radius: 4px; padding: 0 0.3rem; }
button.more { margin-top: 0.8rem; }

/* Coverage. */
.two { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 2.5rem; align-items: start; }
.matrix { width: 100%; }
.matrix th, .matrix td { padding: 0.25rem 0.5rem; border: 2px solid var(--paper); text-align: center; white-space: nowrap; }
.matrix th[scope="row"] { text-align: left; color: var(--ink); font-weight: 400; white-space: normal; width: 34%; padding-left: 0; }
.matrix .sum { font-weight: 650; }

/* Load. */
.load { display: grid; grid-template-columns: max-content 1fr; gap: 0.3rem 0.8rem; max-width: 46rem; align-items: center; font-size: 0.9rem; }
.load span { white-space: nowrap; }
.load .track { display: flex; align-items: center; gap: 0.5rem; }
.load .fill { height: 1.15rem; background: var(--filled); border-radius: 2px; min-width: 2px; }
.load .fill.zero { background: var(--line); }

/* Unfilled. */
#unfilled-table th button { border: 0; background: none; padding: 0; color: inherit; font-weight: 550; }
#unfilled-table th[aria-sort="ascending"] button::after { content: " \2191"; }
#unfilled-table th[aria-sort="descending"] button::after { content: " \2193"; }
#unfilled-table td.why { width: 42%; }
#unfilled-table td.when { white-space: nowrap; }
#unfilled-table th { white-space: nowrap; }
#unfilled-table details { font-size: 0.82rem; color: var(--muted); }
#unfilled-table details td, #unfilled-table details th { padding: 0.1rem 0.8rem 0.1rem 0; border: 0; }
.num { text-align: right; }

pre { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.2rem; overflow-x: auto;
  font: 0.82rem/1.55 ui-monospace, "SFMono-Regular", Menlo, Consolas, "Liberation Mono", monospace; margin: 0; }
footer { margin-top: 3rem; color: var(--muted); font-size: 0.82rem; border-top: 1px solid var(--line); padding-top: 1rem; }

/* One need, asked for by a click anywhere. */
#detail { position: fixed; right: 1.2rem; bottom: 1.2rem; width: min(24rem, calc(100vw - 2.4rem)); max-height: 70vh; overflow: auto;
  background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.2rem; box-shadow: 0 8px 30px rgba(0, 0, 0, 0.18); z-index: 8; }
#detail[hidden] { display: none; }
#detail h3 { margin-right: 2rem; }
#detail .close { position: absolute; top: 0.6rem; right: 0.6rem; border: 0; background: none; font-size: 1.2rem; line-height: 1; }
#detail dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 0.8rem; margin: 0.4rem 0 0; font-size: 0.875rem; }
#detail dt { color: var(--muted); }
#detail dd { margin: 0; overflow-wrap: anywhere; }
#detail ul { margin: 0.5rem 0 0; padding: 0; list-style: none; font-size: 0.875rem; }
#detail li { padding: 0.2rem 0; border-top: 1px solid var(--line); }

@media screen and (max-width: 50rem) {
  body { padding: 1.3rem 1rem 2rem; }
  h1 { font-size: 1.6rem; }
  section { margin-top: 2.5rem; }
  #figures { grid-template-columns: 1fr 1fr; gap: 1.2rem 1rem; }
  #figures dd { font-size: 2.1rem; }
  #figures dd.more { font-size: 0.8rem; }
  #filters output { white-space: normal; }
  #proof { font-size: 1.05rem; }
  #filters { margin: 1.5rem -1rem 0; padding: 0.6rem 1rem; position: static; }
  #filters label { flex: 1 1 44%; }
  #filters select, #filters input { max-width: none; width: 100%; }
  .two { grid-template-columns: minmax(0, 1fr); }
)page",
    R"page(  .matrix { font-size: 0.78rem; }
  .matrix th, .matrix td { padding: 0.2rem 0.1rem; white-space: normal; }
  #map { height: 22rem; }
  #grid { display: none; }
  .rows, .rows tbody, .rows tr, .rows td { display: block; width: auto !important; border: 0; padding: 0; }
  .rows thead { display: none; }
  .rows tr { border-bottom: 1px solid var(--line); padding: 0.6rem 0; }
  .rows details table, .rows details table * { display: revert; }
  .num { text-align: left; }
  .rows td[data-label]::before { content: attr(data-label) " "; color: var(--muted); }
}

@media print {
  @page { size: A4; margin: 14mm 12mm; }
  html { font-size: 11px; }
  body { padding: 0; max-width: none; background: #fff; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  #filters, #detail, .zoom, .skip, .weeks, button.more, .copy, .linesbox, #map-keys, #list > summary { display: none !important; }
  section { margin-top: 2rem; }
  #figures { grid-template-columns: repeat(4, 1fr); margin: 1.4rem 0; }
  #figures dd { font-size: 2.4rem; }
  #figures dd.more { font-size: 0.9rem; }
  #grid { display: block; }
  #s-timetable { order: 1; }
  #s-map { order: 2; break-inside: avoid; }
  #s-coverage { order: 3; }
  #s-load { order: 4; break-inside: avoid; }
  #s-unfilled { order: 5; }
  #s-receipt { order: 6; break-inside: avoid; }
  footer { order: 7; }
  .week, .lanes, .density tr, .rows tr, .matrix tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  #map { height: 120mm; }
  .week { margin-bottom: 0.8rem; }
  .density th button, .density td button { padding: 0.08rem; }
  .two { gap: 1.5rem; }
  .rows td.who { font-size: 0.8rem; }
  .rows td, .rows th { padding: 0.22rem 0.6rem 0.22rem 0; }
  #list h3 { margin: 0.7rem 0 0; }
  #unfilled-table td.why { width: 36%; }
  #unfilled-table details { display: none; }
  .scroll { overflow: visible; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
}
)page"};

inline constexpr std::array<std::string_view, 1> page_body{
    R"page(<body>
<a class="skip" href="#s-timetable">To the timetable</a>
<header>
<h1 id="title"></h1>
<p class="where" id="where"></p>
<p id="shown"></p>
<dl id="figures"></dl>
<p id="proof"></p>
<details id="policy"><summary>Rules and weights of this plan</summary><p></p></details>
<noscript><p>This page draws itself with a small script of its own. Allow scripts for it to see the plan.</p></noscript>
</header>
<form id="filters" aria-label="What the page shows">
<label>Community<select id="f-community"></select></label>
<label>Kind<select id="f-kind"></select></label>
<label>Skill<select id="f-skill"></select></label>
<label>Day<select id="f-day"></select></label>
<label>Text<input id="f-text" type="search" autocomplete="off" placeholder="need, place, member"></label>
<button type="button" id="f-clear">Show all</button>
<output id="f-count" aria-live="polite"></output>
</form>
<section id="s-map" aria-labelledby="h-map">
<div class="bar"><h2 id="h-map">Where</h2><p class="note" id="map-note"></p></div>
<div class="mapbox">
<canvas id="map" tabindex="0" role="img" aria-describedby="map-keys"></canvas>
<div class="zoom"><button type="button" id="z-in" aria-label="Zoom in">+</button><button type="button" id="z-out" aria-label="Zoom out">&minus;</button><button type="button" id="z-fit" aria-label="Show all">&#9635;</button></div>
</div>
<div class="legend"><span><i class="dot"></i>filled</span><span><i class="dot short"></i>short of people</span><span><i class="dot empty"></i>empty</span><span>area: seats</span><span class="linesbox"><label><input type="checkbox" id="lines" checked> <i class="dash"></i> from community to community</label></span></div>
<p class="note" id="map-keys">Drag or use the arrow keys to move, the wheel or + and &minus; to zoom; click, or press Enter, for the need at the middle.</p>
</section>
<section id="s-timetable" aria-labelledby="h-timetable">
<div class="bar"><h2 id="h-timetable">When</h2><div class="weeks"><button type="button" id="w-back" aria-label="Week before">&#8249;</button><span id="w-name"></span><button type="button" id="w-next" aria-label="Week after">&#8250;</button></div><p class="note" id="tt-note"></p></div>
<div id="grid"></div>
<details id="list"><summary>List by day: who goes where</summary><div id="list-rows"></div></details>
</section>
<section id="s-coverage" aria-labelledby="h-coverage">
<div class="bar"><h2 id="h-coverage">How well it is covered</h2><p class="note">Seats filled, in percent, by week. 100 stands only where every seat is filled.</p></div>
<div class="two"><div class="scroll"><h3>By kind</h3><div id="m-kind"></div></div><div class="scroll"><h3>By community, widest gaps first</h3><div id="m-community"></div></div></div>
</section>
<section id="s-load" aria-labelledby="h-load">
<div class="bar"><h2 id="h-load">How the load is shared</h2><p class="note" id="load-note"></p></div>
<div class="load" id="load"></div>
</section>
<section id="s-unfilled" aria-labelledby="h-unfilled">
<div class="bar"><h2 id="h-unfilled">What is missing, and why</h2><p class="note" id="unfilled-note"></p></div>
<div class="scroll"><table class="rows" id="unfilled-table"></table></div>
<button type="button" class="more" id="unfilled-more" hidden></button>
</section>
<section id="s-receipt" aria-labelledby="h-receipt">
<div class="bar"><h2 id="h-receipt">Can I trust it?</h2><p class="note">Whoever has the tables can check every figure with the command below, without trusting us.</p><button type="button" class="copy" id="copy">Copy</button></div>
<pre id="receipt" tabindex="0"></pre>
</section>
<footer id="footer"></footer>
<aside id="detail" role="region" aria-label="One need" tabindex="-1" hidden></aside>
)page"};

inline constexpr std::array<std::string_view, 4> page_script{
    R"page(
'use strict';
(() => {
// Reads the data block and offers the few helpers that every part uses. Text reaches the page only
// as text nodes and attributes, never as markup.
const data = JSON.parse(document.getElementById('data').textContent);
const rows = data.rows;
const rowCount = rows.day.length;
for (const name of ['count', 'kind', 'community', 'day', 'start', 'end', 'priority', 'seats', 'filled',
  'metres', 'x', 'y', 'title', 'place', 'skillFrom', 'skill']) rows[name] = Int32Array.from(rows[name]);
const grouped = data.detail === 'grouped';

// Services stand need by need in the order of the rows: row r has those from serviceFrom[r].
const serviceFrom = new Int32Array(rowCount + 1);
for (let r = 0; r < rowCount; ++r) serviceFrom[r + 1] = serviceFrom[r] + rows.filled[r];
const who = grouped ? new Int32Array(0) : Int32Array.from(data.serve.who);

const byId = (id) => document.getElementById(id);

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === 'onclick') node.addEventListener('click', value);
    else if (value !== undefined && value !== null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
const plural = (n, word) => number(n) + ' ' + word + (n === 1 ? '' : 's');

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
// Days are counted from the first day of the plan; firstDay is days since 1970-01-01, a Thursday.
const date = (day) => new Date((data.firstDay + day) * 86400000);
const weekdayOf = (day) => (((data.firstDay + day + 3) % 7) + 7) % 7;
const mondayOf = (day) => day - weekdayOf(day);
const dayName = (day) => date(day).getUTCDate() + ' ' + months[date(day).getUTCMonth()];
const dayLong = (day) => weekdays[weekdayOf(day)] + ' ' + dayName(day) + ' ' + date(day).getUTCFullYear();
const isoDay = (day) => date(day).toISOString().slice(0, 10);
const two = (n) => String(n).padStart(2, '0');
const clock = (minute) => two(Math.floor(minute / 60) % 24) + ':' + two(minute % 60);
const timeSpan = (r) => clock(rows.start[r]) + '\u2013' + clock(rows.end[r]) +
  (rows.end[r] - rows.start[r] >= 1440 ? ' (' + Math.floor(rows.end[r] / 1440) + ' days on)' : '');

const text = (i) => data.texts[i];
const kindName = (i) => data.kinds[i] || 'no kind';
const communityName = (i) => data.communities[i] || 'no community';
const shortName = (path) => path.slice(path.lastIndexOf('/') + 1);
function rowName(r) {
  if (grouped && rows.count[r] > 1) return plural(rows.count[r], 'need');
  return text(rows.title[r]) || (kindName(rows.kind[r]) + (rows.place[r] ? ', ' + text(rows.place[r]) : ''));
}
const rowId = (r) => (grouped ? '' : rows.id[r]);
const memberName = (m) => data.serve.id[m] + (data.serve.name && data.serve.name[m] ? ' ' + data.serve.name[m] : '');
const hasWho = !grouped && Boolean(data.serve.id);
function whoServes(r) {
  const names = [];
  for (let s = serviceFrom[r]; s < serviceFrom[r + 1]; ++s) names.push(memberName(who[s]));
  return names;
}

// 100 only where all seats are filled, 0 only where none is.
function percent(filled, seats) {
  if (filled === seats) return 100;
  return Math.min(99, Math.max(filled > 0 ? 1 : 0, Math.round((100 * filled) / seats)));
}
const shade = (filled, seats) => {
  const share = filled / seats;
  return filled >= seats ? 's4' : share >= 0.9 ? 's3' : share >= 0.75 ? 's2' : share >= 0.5 ? 's1' : 's0';
};
const state = (filled, seats) => (filled >= seats ? 'filled' : filled > 0 ? 'short' : 'empty');
// What is shown: five filters and the week of the timetable, all in the address behind '#', so that
// a view can be sent. `view.shown` lists the rows that pass.
const filterNames = ['community', 'kind', 'skill', 'day', 'text'];
const view = { community: '', kind: '', skill: '', day: '', text: '', week: '', shown: new Int32Array(0) };

const lastDay = rowCount ? rows.day.reduce((a, b) => Math.max(a, b), 0) : 0;
const isFiltered = () => filterNames.some((name) => view[name] !== '');

// What the text filter searches, made when it is first used.
let haystacks = null;
function haystack(r) {
  if (!haystacks) haystacks = new Array(rowCount);
  if (haystacks[r] === undefined)
    haystacks[r] = [rowId(r), rowName(r), text(rows.place[r]), communityName(rows.community[r]), kindName(rows.kind[r]),
      hasWho ? whoServes(r).join(' ') : ''].join('\n').toLowerCase();
  return haystacks[r];
}

function select() {
  const community = view.community === '' ? -1 : data.communities.indexOf(view.community === '-' ? '' : view.community);
  const kind = view.kind === '' ? -1 : data.kinds.indexOf(view.kind === '-' ? '' : view.kind);
  const skill = view.skill === '' ? -1 : data.skills.indexOf(view.skill);
  const words = view.text.toLowerCase().split(/\s+/).filter((word) => word);
  const shown = new Int32Array(rowCount);
  let size = 0;
  for (let r = 0; r < rowCount; ++r) {
    if (view.community !== '' && rows.community[r] !== community) continue;
    if (view.kind !== '' && rows.kind[r] !== kind) continue;
    if (view.day !== '' && isoDay(rows.day[r]) !== view.day) continue;
    if (view.skill !== '') {
      let asked = false;
      for (let i = rows.skillFrom[r]; i < rows.skillFrom[r + 1]; ++i) asked = asked || rows.skill[i] === skill;
      if (!asked) continue;
    }
    if (words.length && !words.every((word) => haystack(r).includes(word))) continue;
    shown[size++] = r;
  }
  view.shown = shown.subarray(0, size);
}

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const name of [...filterNames, 'week']) view[name] = given.get(name) || '';
}
function writeAddress() {
  const given = new URLSearchParams();
  for (const name of [...filterNames, 'week']) if (view[name] !== '') given.set(name, view[name]);
  history.replaceState(null, '', '#' + given.toString());
}

function fillControls() {
  const options = (id, all, pairs) => byId(id).replaceChildren(
    el('option', { value: '' }, all), ...pairs.map(([value, name]) => el('option', { value }, name)));
  options('f-community', 'all', data.communities.map((name) => [name || '-', name || 'no community']));
  options('f-kind', 'all', data.kinds.map((name) => [name || '-', name || 'no kind']));
  options('f-skill', 'any', data.skills.map((name) => [name, name]));
  const days = [...new Set(rows.day)].sort((a, b) => a - b);
  options('f-day', 'all', days.map((day) => [isoDay(day), dayLong(day)]));
}
function showControls() {
  for (const name of filterNames) {
    const control = byId('f-' + name);
    if (control.value === view[name]) continue;
    // A value from the address that the plan does not have stays visible, and shows nothing.
    if (control.tagName === 'SELECT' && ![...control.options].some((option) => option.value === view[name]))
      control.append(el('option', { value: view[name] }, view[name]));
    control.value = view[name];
  }
}

function setFilter(name, value) {
  view[name] = value;
  if (name !== 'week' && name !== 'text') view.week = '';
  writeAddress();
  update();
}
// The figures: of what is shown.
function totals() {
  let seats = 0, filled = 0, metres = 0, needs = 0, complete = 0;
  for (const r of view.shown) {
    seats += rows.seats[r];
    filled += rows.filled[r];
    metres += rows.metres[r];
    needs += rows.count[r];
    if (rows.filled[r] >= rows.seats[r]) complete += rows.count[r];
  }
  return { seats, filled, metres, needs, complete };
}

// How often each member serves in what is shown; null where the page does not hold single services.
function servicesByMember() {
  if (grouped) return null;
  const times = new Int32Array(data.serve.members);
  for (const r of view.shown) for (let s = serviceFrom[r]; s < serviceFrom[r + 1]; ++s) ++times[who[s]];
  return times;
}

function figure(id, value, label, more, raw) {
  return el('div', {}, el('dt', {}, label), el('dd', { id, 'data-value': raw }, value), el('dd', { class: 'more' }, more));
}

function drawHead(sum, times) {
  const serving = times ? times.reduce((n, t) => n + (t > 0 ? 1 : 0), 0)
    : data.serve.times.reduce((n, [services, members]) => n + (services > 0 ? members : 0), 0);
  const share = sum.seats ? percent(sum.filled, sum.seats) + ' percent' : 'no seats';
  const figures = [
    figure('fig-filled', number(sum.filled), 'seats filled', 'of ' + number(sum.seats) + ', ' + share, sum.filled),
    figure('fig-serving', number(serving), serving === 1 ? 'member serves' : 'members serve',
      'of ' + number(data.members) + (grouped && isFiltered() ? ', in the whole plan' : ''), serving),
    figure('fig-km', sum.filled ? (sum.metres / sum.filled / 1000).toFixed(1) : '\u2013', 'km to a service',
      number(Math.round(sum.metres / 1000)) + ' km in all', sum.metres),
    figure('fig-short', number(sum.seats - sum.filled), sum.seats - sum.filled === 1 ? 'seat empty' : 'seats empty',
      number(sum.complete) + ' of ' + plural(sum.needs, 'need') + ' complete', sum.seats - sum.filled),
  ];
  byId('figures').replaceChildren(...figures);
  byId('f-count').value = isFiltered() ? 'shown: ' + number(sum.needs) + ' of ' + plural(data.needs, 'need')
    : plural(data.needs, 'need');
  byId('f-clear').disabled = !isFiltered();
  byId('shown').textContent = isFiltered() ? 'Only: ' + filterNames.filter((name) => view[name] !== '')
    .map((name) => (name === 'day' || name === 'text' || name === 'skill' ? name + ' ' : '') + (view[name] === '-' ? 'no ' + name : view[name])).join(', ') : '';
}

function drawTitle() {
  byId('title').textContent = data.title;
  const period = rowCount ? dayLong(0) + (lastDay > 0 ? ' to ' + dayLong(lastDay) : '') : 'no needs';
  const places = data.communities.filter((name) => name).length;
  byId('where').textContent = [data.place, places > 1 ? plural(places, 'community').replace('communitys', 'communities') : '',
    period].filter((part) => part).join(' \u00b7 ');
  byId('proof').textContent = data.proof.charAt(0).toUpperCase() + data.proof.slice(1) + (data.proof.endsWith('.') ? '' : '.');
  byId('policy').querySelector('p').textContent = data.policy;
}
// The map: drawn on a canvas, no tiles. One circle a place (needs at one place together), cells when
// too many are in sight, lines from community to community, a scale bar.
const cellsAbove = 2000;
const map = { canvas: byId('map'), scale: 1, x: 0, y: 0, width: 0, height: 0, items: [], fitted: 1, lines: [] };

// Each community: the hull of its needs (Andrew's monotone chain, 1979) and their middle.
function makeTerritories() {
  const points = data.communities.map(() => []);
  for (let r = 0; r < rowCount; ++r) if (rows.x[r] >= 0) points[rows.community[r]].push([rows.x[r], rows.y[r]]);
  const turn = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
  const half = (sorted) => {
    const chain = [];
    for (const p of sorted) {
      while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], p) <= 0) chain.pop();
      chain.push(p);
    }
    return chain.slice(0, -1);
  };
  return points.map((list, i) => {
    if (!list.length) return null;
    list.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const hull = list.length < 3 ? list : [...half(list), ...half([...list].reverse())];
    const middle = [0, 1].map((axis) => list.reduce((sum, p) => sum + p[axis], 0) / list.length);
    return { name: shortName(communityName(i)), hull: hull.length ? hull : list.slice(0, 1), middle, needs: list.length, shown: 0 };
  });
}
map.territories = makeTerritories();

// Services from the members' community to the need's, where the two differ. The ends are the middles of
// the communities' needs: no line ends at anybody's home.
function gatherLines() {
)page",
    R"page(  for (const t of map.territories) if (t) t.shown = 0;
  for (const r of view.shown) if (map.territories[rows.community[r]]) map.territories[rows.community[r]].shown += rows.count[r];
  const counts = new Map();
  if (!grouped)
    for (const r of view.shown)
      for (let s = serviceFrom[r]; s < serviceFrom[r + 1]; ++s) {
        const from = data.serve.community[who[s]];
        const to = rows.community[r];
        if (from < 0 || from === to || !map.territories[from] || !map.territories[to]) continue;
        const key = from * data.communities.length + to;
        counts.set(key, (counts.get(key) || 0) + 1);
      }
  map.lines = [...counts].map(([key, count]) => [Math.floor(key / data.communities.length), key % data.communities.length, count])
    .sort((a, b) => b[2] - a[2] || a[0] - b[0] || a[1] - b[1]).slice(0, 600);
}

function fitMap() {
  let west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
  for (const r of view.shown) {
    if (rows.x[r] < 0) continue;
    west = Math.min(west, rows.x[r]); east = Math.max(east, rows.x[r]);
    north = Math.min(north, rows.y[r]); south = Math.max(south, rows.y[r]);
  }
  if (west > east) return;
  const least = 1200; // a single place is shown with its surroundings, in metres
  const w = Math.max(east - west, least), h = Math.max(south - north, least);
  map.scale = map.fitted = Math.min((map.width - 70) / w, (map.height - 70) / h);
  map.x = (west + east) / 2 - map.width / 2 / map.scale;
  map.y = (north + south) / 2 - map.height / 2 / map.scale;
}

// Circles in sight: by place, or by cell when more than `cellsAbove` needs are in sight.
function gatherCircles() {
  const margin = 40 / map.scale;
  const inSight = [];
  let needs = 0;
  for (const r of view.shown) {
    if (rows.x[r] < 0 || rows.x[r] < map.x - margin || rows.y[r] < map.y - margin ||
        rows.x[r] > map.x + map.width / map.scale + margin || rows.y[r] > map.y + map.height / map.scale + margin) continue;
    inSight.push(r);
    needs += rows.count[r];
  }
  map.cells = needs > cellsAbove;
  const size = map.cells ? 2 ** Math.round(Math.log2(30 / map.scale)) : 1;
  const items = new Map();
  for (const r of inSight) {
    const key = Math.floor(rows.x[r] / size) * 1e7 + Math.floor(rows.y[r] / size);
    let item = items.get(key);
    if (!item) items.set(key, item = { x: 0, y: 0, seats: 0, filled: 0, rows: [] });
    item.x += rows.x[r];
    item.y += rows.y[r];
    item.seats += rows.seats[r];
    item.filled += rows.filled[r];
    item.rows.push(r);
  }
  map.items = [...items.values()];
  let most = 1;
  for (const item of map.items) {
    item.x /= item.rows.length;
    item.y /= item.rows.length;
    most = Math.max(most, item.seats);
  }
  const largest = map.cells ? 17 : Math.min(24, 13 * Math.sqrt(map.scale / map.fitted));
  for (const item of map.items) item.radius = Math.max(3, largest * Math.sqrt(item.seats / most));
  map.items.sort((a, b) => b.seats - a.seats);
}

function colours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue('--' + name).trim();
  return Object.fromEntries(['card', 'ink', 'muted', 'line', 'ground', 'filled', 'missing', 'empty', 'accent'].map((n) => [n, read(n)]));
}

function drawCircle(pen, colour, item, x, y) {
  pen.beginPath();
  pen.arc(x, y, item.radius, 0, 2 * Math.PI);
  if (item.filled === 0) {
    pen.fillStyle = colour.card;
    pen.fill();
    pen.lineWidth = 2.5;
    pen.strokeStyle = colour.empty;
    pen.stroke();
    return;
  }
  pen.fillStyle = item.filled < item.seats ? colour.missing : colour.filled;
  pen.fill();
  if (item.filled < item.seats) {
    const end = -Math.PI / 2 + (2 * Math.PI * item.filled) / item.seats;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.arc(x, y, item.radius, -Math.PI / 2, end);
    pen.closePath();
    pen.fillStyle = colour.filled;
    pen.fill();
  }
  pen.beginPath();
  pen.arc(x, y, item.radius, 0, 2 * Math.PI);
  pen.lineWidth = 1.2;
  pen.strokeStyle = colour.card;
  pen.stroke();
}

function drawScaleBar(pen, colour) {
  const wish = 110 / map.scale;
  const power = 10 ** Math.floor(Math.log10(wish));
  const metres = [5, 2, 1].map((n) => n * power).find((n) => n <= wish);
  const width = metres * map.scale, x = 16, y = map.height - 18;
  pen.strokeStyle = colour.ink;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(x, y - 5); pen.lineTo(x, y); pen.lineTo(x + width, y); pen.lineTo(x + width, y - 5);
  pen.stroke();
  pen.fillStyle = colour.ink;
  pen.textAlign = 'left';
  pen.fillText(metres >= 1000 ? metres / 1000 + ' km' : metres + ' m', x + 5, y - 6);
}

// A name stands above its community, below it or on its middle, wherever it covers no circle and no
// other name; where it finds no room it waits for a closer look.
function drawLabels(pen, colour, X, Y) {
  const taken = map.items.filter((item) => item.radius > 4)
    .map((item) => [X(item.x) - item.radius, Y(item.y) - item.radius, X(item.x) + item.radius, Y(item.y) + item.radius]);
  const overlaps = (a) => taken.some((b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]);
  pen.textAlign = 'center';
  pen.lineJoin = 'round';
  const order = map.territories.filter((t) => t).sort((a, b) => b.shown - a.shown || b.needs - a.needs);
  for (const t of order) {
    const half = pen.measureText(t.name).width / 2 + 2, x = X(t.middle[0]);
    const ys = t.hull.map((p) => Y(p[1]));
    for (const y of [Math.min(...ys) - 10, Math.max(...ys) + 18, Y(t.middle[1]) + 4]) {
      const box = [x - half, y - 11, x + half, y + 3];
      if (box[0] < 0 || box[2] > map.width || box[1] < 0 || box[3] > map.height || overlaps(box)) continue;
      taken.push(box);
      pen.lineWidth = 3.5;
      pen.strokeStyle = colour.card;
      pen.strokeText(t.name, x, y);
      pen.fillStyle = t.shown ? colour.ink : colour.muted;
      pen.fillText(t.name, x, y);
      break;
    }
  }
}

function drawMap() {
  const ratio = Math.max(window.devicePixelRatio || 1, document.documentElement.dataset.print ? 3 : 1);
  map.canvas.width = Math.round(map.width * ratio);
  map.canvas.height = Math.round(map.height * ratio);
  const pen = map.canvas.getContext('2d');
  const colour = colours();
  const X = (x) => (x - map.x) * map.scale, Y = (y) => (y - map.y) * map.scale;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.font = '11.5px system-ui, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
  pen.lineJoin = pen.lineCap = 'round';
  for (const t of map.territories) {
    if (!t) continue;
    pen.beginPath();
    t.hull.forEach(([x, y], i) => (i ? pen.lineTo(X(x), Y(y)) : pen.moveTo(X(x), Y(y))));
    pen.closePath();
    pen.strokeStyle = pen.fillStyle = colour.ground;
    pen.lineWidth = Math.min(24, 160 * map.scale);
    pen.stroke();
    pen.fill();
  }
  if (byId('lines').checked) {
    const most = Math.max(20, map.lines.length ? map.lines[0][2] : 0);
    pen.strokeStyle = colour.muted;
    for (const [from, to, count] of map.lines) {
      const a = map.territories[from].middle, b = map.territories[to].middle;
      pen.globalAlpha = 0.1 + 0.35 * (count / most);
      pen.lineWidth = 0.7 + 5 * (count / most);
      pen.beginPath();
      pen.moveTo(X(a[0]), Y(a[1]));
      pen.lineTo(X(b[0]), Y(b[1]));
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }
  if (data.serve.x) {
    pen.fillStyle = colour.muted;
    for (let i = 0; i < data.serve.x.length; ++i) pen.fillRect(X(data.serve.x[i]) - 1, Y(data.serve.y[i]) - 1, 2, 2);
  }
  gatherCircles();
  for (const item of map.items) drawCircle(pen, colour, item, X(item.x), Y(item.y));
  drawLabels(pen, colour, X, Y);
  drawScaleBar(pen, colour);
  if (document.activeElement === map.canvas) {
    pen.strokeStyle = colour.accent;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(map.width / 2 - 8, map.height / 2); pen.lineTo(map.width / 2 + 8, map.height / 2);
    pen.moveTo(map.width / 2, map.height / 2 - 8); pen.lineTo(map.width / 2, map.height / 2 + 8);
    pen.stroke();
  }
  const placed = view.shown.reduce((n, r) => n + (rows.x[r] >= 0 ? rows.count[r] : 0), 0);
  map.canvas.dataset.needs = placed;
  map.canvas.setAttribute('aria-label', 'Map of ' + plural(placed, 'need') + '; the timetable and its list say the same in words.');
  byId('map-note').textContent = placed === 0 ? 'None of these needs has a place.'
    : map.cells ? 'Each circle is a part of town. Zoom in for single places.' : 'Each circle is a place where people are needed.';
}

function resizeMap() {
  map.width = map.canvas.clientWidth || 800;
  map.height = map.canvas.clientHeight || 400;
}
function zoomMap(factor, x = map.width / 2, y = map.height / 2) {
  const next = Math.min(Math.max(map.scale * factor, map.fitted / 4), 4);
  map.x += x / map.scale - x / next;
  map.y += y / map.scale - y / next;
  map.scale = next;
  drawMap();
}
function pickOnMap(x, y) {
  let best = null, nearest = Infinity;
  for (const item of map.items) {
    const away = Math.hypot((item.x - map.x) * map.scale - x, (item.y - map.y) * map.scale - y) - item.radius;
    if (away < 8 && away < nearest) { nearest = away; best = item; }
  }
  if (best) showDetail(best.rows); else hideDetail();
}

function startMap() {
  let drag = null;
  const canvas = map.canvas;
  canvas.addEventListener('pointerdown', (e) => {
    drag = { x: e.offsetX, y: e.offsetY, moved: 0 };
    canvas.setPointerCapture(e.pointerId);
  });
  canvas.addEventListener('pointermove', (e) => {
    if (!drag) return;
    const dx = e.offsetX - drag.x, dy = e.offsetY - drag.y;
    drag = { x: e.offsetX, y: e.offsetY, moved: drag.moved + Math.abs(dx) + Math.abs(dy) };
    map.x -= dx / map.scale;
    map.y -= dy / map.scale;
    drawMap();
  });
  canvas.addEventListener('pointerup', (e) => {
    if (drag && drag.moved < 5) pickOnMap(e.offsetX, e.offsetY);
    drag = null;
  });
  canvas.addEventListener('pointercancel', () => { drag = null; });
  canvas.addEventListener('wheel', (e) => {
    e.preventDefault();
    zoomMap(Math.exp(-e.deltaY / 400), e.offsetX, e.offsetY);
  }, { passive: false });
  canvas.addEventListener('keydown', (e) => {
    const step = 60 / map.scale;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (moves[e.key]) { map.x += moves[e.key][0]; map.y += moves[e.key][1]; drawMap(); }
    else if (e.key === '+' || e.key === '=') zoomMap(1.4);
    else if (e.key === '-') zoomMap(1 / 1.4);
    else if (e.key === 'Enter') pickNearMiddle();
    else return;
    e.preventDefault();
  });
  canvas.addEventListener('focus', drawMap);
  canvas.addEventListener('blur', drawMap);
  byId('z-in').addEventListener('click', () => zoomMap(1.6));
  byId('z-out').addEventListener('click', () => zoomMap(1 / 1.6));
  byId('z-fit').addEventListener('click', () => { fitMap(); drawMap(); });
  byId('lines').addEventListener('change', drawMap);
}
function pickNearMiddle() {
  let best = null, nearest = Infinity;
  for (const item of map.items) {
    const away = Math.hypot((item.x - map.x) * map.scale - map.width / 2, (item.y - map.y) * map.scale - map.height / 2);
    if (away < nearest) { nearest = away; best = item; }
  }
  if (best) showDetail(best.rows);
}
// When: days across, hours down. Where few needs stand side by side they are drawn as bars; where
// many do, each cell says how many of the seats of the needs that start in that hour are filled.
function weeksShown() {
  const weeks = new Set();
  for (const r of view.shown) weeks.add(mondayOf(rows.day[r]));
  return [...weeks].sort((a, b) => a - b);
}
function currentWeek(weeks) {
  const wanted = weeks.find((monday) => isoDay(monday) === view.week);
  return wanted !== undefined ? wanted : weeks[0];
}

// Side by side by the greedy colouring of intervals: each takes the first lane that is free.
function putInLanes(list) {
)page",
    R"page(  list.sort((a, b) => rows.start[a] - rows.start[b] || rows.end[a] - rows.end[b] || a - b);
  const free = [], lane = [];
  for (const r of list) {
    let i = free.findIndex((end) => end <= rows.start[r]);
    if (i < 0) i = free.push(0) - 1;
    free[i] = Math.max(rows.end[r], rows.start[r] + 30);
    lane.push(i);
  }
  return { list, lane, lanes: Math.max(1, free.length) };
}

function dayHead(day, list) {
  let seats = 0, filled = 0;
  for (const r of list) { seats += rows.seats[r]; filled += rows.filled[r]; }
  return [el('b', {}, weekdays[weekdayOf(day)] + ' ' + dayName(day)), seats ? number(filled) + '/' + number(seats) : '\u2013'];
}

function drawLanes(days, byDay, from, to, dayWidth, onPaper) {
  const hourHeight = onPaper ? 20 : 34, head = el('div', { class: 'days' }), body = el('div', { class: 'days' });
  const columns = days.map(() => 'minmax(0, 1fr)').join(' ');
  head.style.gridTemplateColumns = body.style.gridTemplateColumns = columns;
  const height = (to - from) * hourHeight;
  const hours = el('div', { class: 'hours' });
  hours.style.height = height + 'px';
  for (let h = from + 1; h < to; ++h) {
    const label = el('span', {}, two(h) + ':00');
    label.style.top = (h - from) * hourHeight + 'px';
    hours.append(label);
  }
  for (const day of days) {
    const { list, lane, lanes } = byDay.get(day);
    head.append(el('div', { class: 'dayhead' }, ...dayHead(day, list)));
    const column = el('div', { class: 'day' });
    for (let h = from + 1; h < to; ++h) {
      const rule = el('div', { class: 'rule' });
      rule.style.top = (h - from) * hourHeight + 'px';
      column.append(rule);
    }
    list.forEach((r, i) => {
      const bar = el('button', { type: 'button', class: 'need ' + state(rows.filled[r], rows.seats[r]), 'data-row': r,
        title: timeSpan(r) + ' ' + rowName(r) + ', ' + rows.filled[r] + ' of ' + rows.seats[r],
        onclick: () => showDetail([r]) },
      el('b', {}, rows.filled[r] + '/' + rows.seats[r]), dayWidth / lanes < 60 ? '' : ' ' + rowName(r));
      const end = Math.min(rows.end[r], 60 * to);
      bar.style.top = ((rows.start[r] - 60 * from) / 60) * hourHeight + 'px';
      bar.style.height = Math.max(onPaper ? 11 : 16, ((end - rows.start[r]) / 60) * hourHeight - 1) + 'px';
      bar.style.left = (100 * lane[i]) / lanes + '%';
      bar.style.width = 'calc(' + 100 / lanes + '% - 2px)';
      bar.style.setProperty('--share', (100 * rows.filled[r]) / rows.seats[r] + '%');
      column.append(bar);
    });
    body.append(column);
  }
  return el('div', { class: 'lanes' }, el('div', { class: 'corner' }), head, hours, body);
}

function drawDensity(days, byDay, from, to) {
  const table = el('table', { class: 'density' });
  const top = el('tr', {}, el('td', {}));
  for (const day of days)
    top.append(el('th', { scope: 'col' }, el('button', { type: 'button', title: 'Show only this day',
      onclick: () => setFilter('day', isoDay(day)) }, ...dayHead(day, byDay.get(day).list))));
  table.append(el('thead', {}, top));
  const body = el('tbody', {});
  for (let h = from; h < to; ++h) {
    const line = el('tr', {}, el('th', { class: 'hour', scope: 'row' }, two(h) + ':00'));
    for (const day of days) {
      let seats = 0, filled = 0, needs = 0;
      for (const r of byDay.get(day).list) {
        if (Math.floor(rows.start[r] / 60) !== h) continue;
        seats += rows.seats[r];
        filled += rows.filled[r];
        needs += rows.count[r];
      }
      const cell = el('td', { class: seats ? shade(filled, seats) : 'none' });
      if (seats)
        cell.append(el('button', { type: 'button', title: plural(needs, 'need') + ' from ' + two(h) + ':00, ' +
          filled + ' of ' + plural(seats, 'seat'), onclick: () => setFilter('day', isoDay(day)) }, number(filled) + '/' + number(seats)));
      line.append(cell);
    }
    body.append(line);
  }
  table.append(body);
  return table;
}

function drawWeek(monday, width, onPaper) {
  const days = [];
  const only = view.day !== '';
  for (let day = monday; day < monday + 7; ++day) if (!only || isoDay(day) === view.day) days.push(day);
  const lists = new Map(days.map((day) => [day, []]));
  let from = 24, to = 0;
  for (const r of view.shown) {
    const list = lists.get(rows.day[r]);
    if (!list) continue;
    list.push(r);
    from = Math.min(from, Math.floor(rows.start[r] / 60));
    to = Math.max(to, Math.min(24, Math.ceil(Math.max(rows.end[r], rows.start[r] + 30) / 60)));
  }
  const byDay = new Map(days.map((day) => [day, putInLanes(lists.get(day))]));
  const widest = Math.max(...days.map((day) => byDay.get(day).lanes));
  const asBars = widest <= Math.max(1, Math.floor(width / days.length / 30));
  const week = el('div', { class: 'week' });
  week.append(asBars ? drawLanes(days, byDay, from, to, width / days.length, onPaper) : drawDensity(days, byDay, from, to));
  return { week, asBars };
}

function drawTimetable(all) {
  const weeks = weeksShown();
  const grid = byId('grid');
  byId('list-rows').replaceChildren();
  if (!weeks.length) {
    grid.replaceChildren(el('p', { class: 'note' }, 'No need fits this choice.'));
    byId('w-name').textContent = byId('tt-note').textContent = '';
    byId('w-back').disabled = byId('w-next').disabled = true;
    return;
  }
  const width = (grid.clientWidth || 700) - 58;
  const now = currentWeek(weeks);
  const drawn = (all ? weeks : [now]).map((monday) => {
    const { week, asBars } = drawWeek(monday, all ? 640 : width, all);
    if (all && weeks.length > 1) week.prepend(el('h3', {}, 'Week of ' + dayName(monday)));
    return { week, asBars };
  });
  grid.replaceChildren(...drawn.map((w) => w.week));
  byId('w-name').textContent = view.day ? dayLong(mondayOf(now) === now ? rows.day[view.shown[0]] : now) : 'week of ' + dayName(now);
  byId('tt-note').textContent = drawn[0].asBars ? 'Each bar is a need: seats filled of seats.'
    : 'Seats filled of seats, for the needs that start in that hour. Choose a day or a community to see each need.';
  const at = weeks.indexOf(now);
  byId('w-back').disabled = at === 0;
  byId('w-next').disabled = at === weeks.length - 1;
  byId('w-back').onclick = () => setFilter('week', isoDay(weeks[at - 1]));
  byId('w-next').onclick = () => setFilter('week', isoDay(weeks[at + 1]));
  drawList(all ? weeks : [now], all);
}

// The list by day: who goes where. On paper only where it stays short or a choice was made.
const listStep = 150;
function drawList(weeks, onPaper, limit = listStep) {
  const list = view.shown.filter((r) => weeks.includes(mondayOf(rows.day[r])));
  const order = Array.from(list).sort((a, b) => rows.day[a] - rows.day[b] || rows.start[a] - rows.start[b] || a - b);
  const details = byId('list');
  details.hidden = false;
  if (onPaper) {
    details.hidden = !isFiltered() && order.length > listStep;
    details.open = !details.hidden;
    limit = details.hidden ? 0 : 1500;
  }
  const out = byId('list-rows');
  out.replaceChildren();
  if (!details.open) return;
  let day = null, body = null;
  for (const r of order.slice(0, limit)) {
    if (rows.day[r] !== day) {
      day = rows.day[r];
      body = el('tbody', {});
      out.append(el('h3', {}, dayLong(day)), el('table', { class: 'rows' }, body));
    }
    const place = [text(rows.place[r]), communityName(rows.community[r]), kindName(rows.kind[r])].filter((part) => part);
    body.append(el('tr', {},
      el('td', { class: 'time' }, timeSpan(r)),
      el('td', { class: 'count' }, el('span', { class: 'mark ' + shade(rows.filled[r], rows.seats[r]) }, rows.filled[r] + '/' + rows.seats[r])),
      el('td', {}, el('button', { type: 'button', class: 'link', onclick: () => showDetail([r]) }, rowName(r)),
        el('div', { class: 'sub' }, place.join(' \u00b7 '))),
      el('td', { class: 'who' }, hasWho ? whoServes(r).join(', ') : '')));
  }
  if (order.length > limit)
    out.append(el('button', { type: 'button', class: 'more', onclick: () => drawList(weeks, onPaper, limit + 4 * listStep) },
      'Show more of ' + plural(order.length, 'need')));
}
// Coverage, load, unfilled seats, receipt.
function drawMatrix(where, key, names, byGap, limit) {
  const weeks = weeksShown();
  const at = new Map(weeks.map((monday, i) => [monday, i]));
  const columns = weeks.length === 1 ? 1 : weeks.length + 1; // the last adds up the weeks
  const lines = new Map();
  for (const r of view.shown) {
    let line = lines.get(key[r]);
    if (!line) lines.set(key[r], line = { name: names(key[r]), seats: new Int32Array(columns), filled: new Int32Array(columns) });
    for (const i of columns === 1 ? [0] : [at.get(mondayOf(rows.day[r])), columns - 1]) {
      line.seats[i] += rows.seats[r];
      line.filled[i] += rows.filled[r];
    }
  }
  const gap = (line) => line.seats[columns - 1] - line.filled[columns - 1];
  const list = [...lines.entries()].sort((a, b) => (byGap ? gap(b[1]) - gap(a[1]) : 0) || a[0] - b[0]).map((entry) => entry[1]);
  const box = byId(where);
  if (!list.length) { box.replaceChildren(); return; }
  const head = el('tr', {}, el('td', {}), ...weeks.map((monday) => el('th', { scope: 'col' }, dayName(monday))),
    columns > 1 ? el('th', { scope: 'col' }, 'all') : null);
  const body = list.slice(0, limit).map((line) => {
    const cells = [...line.seats].map((seats, i) => el('td', {
      class: (seats ? shade(line.filled[i], seats) : 'none') + (i === columns - 1 ? ' sum' : ''),
      title: seats ? line.filled[i] + ' of ' + seats : undefined,
      'data-seats': seats, 'data-filled': line.filled[i] }, seats ? String(percent(line.filled[i], seats)) : '\u00b7'));
    return el('tr', {}, el('th', { scope: 'row' }, line.name), ...cells);
  });
  box.replaceChildren(el('table', { class: 'matrix' }, el('thead', {}, head), el('tbody', {}, ...body)));
  if (list.length > limit)
    box.append(el('button', { type: 'button', class: 'more', onclick: () => drawMatrix(where, key, names, byGap, list.length) },
      'Show all ' + number(list.length)));
}
function drawCoverage() {
  drawMatrix('m-kind', rows.kind, kindName, false, 60);
  drawMatrix('m-community', rows.community, communityName, true, 14);
}

// Gini coefficient of counts given as [value, how many]: 0 where all are equal.
function gini(pairs) {
  let people = 0, sum = 0, below = 0;
  for (const [value, count] of pairs) {
    below += value * count * (2 * people + count);
    people += count;
    sum += value * count;
  }
  return sum === 0 ? 0 : below / (people * sum) - 1;
}
function drawLoad(times) {
  const counts = new Map();
  if (times) {
    for (const t of times) if (t > 0) counts.set(t, (counts.get(t) || 0) + 1);
    const serving = [...counts.values()].reduce((a, b) => a + b, 0);
    counts.set(0, data.members - serving);
  } else for (const [services, members] of data.serve.times) counts.set(services, members);
  const pairs = [...counts].filter((pair) => pair[1] > 0).sort((a, b) => a[0] - b[0]);
  const serving = pairs.filter((pair) => pair[0] > 0);
  const longest = Math.max(1, ...serving.map((pair) => pair[1]));
  const bins = new Map();
  for (const [services, members] of pairs) bins.set(Math.min(services, 13), (bins.get(Math.min(services, 13)) || 0) + members);
  const bars = [];
  for (const [services, members] of bins) {
    const fill = el('span', { class: services ? 'fill' : 'fill zero' });
    fill.style.width = Math.min(80, (80 * members) / longest) + '%';
    bars.push(el('span', {}, services === 0 ? 'not at all' : services === 1 ? 'once' : services === 2 ? 'twice' : services === 13 ? '13 times or more' : services + ' times'),
      el('span', { class: 'track', 'data-services': services, 'data-members': members }, fill,
        number(members) + (services === 0 && members > longest ? ' (bar cut short)' : '')));
  }
  byId('load').replaceChildren(...bars);
  byId('load-note').textContent = 'Members by how often they serve' + (isFiltered() && !grouped ? ' in what is shown' : '') +
)page",
    R"page(    '. Gini coefficient ' + gini(serving).toFixed(2) + ' among those who serve, ' + gini(pairs).toFixed(2) + ' over all members; 0 is even.';
}

const unfilled = data.unfilled;
const sorting = { key: 'priority', down: true };
const sortKeys = {
  priority: (i) => unfilled.priority[i],
  need: (i) => unfilledId(i),
  when: (i) => rows.day[unfilled.row[i]] * 1440 + rows.start[unfilled.row[i]],
  community: (i) => communityName(rows.community[unfilled.row[i]]),
  role: (i) => text(unfilled.role[i]),
  short: (i) => unfilled.short[i],
  why: (i) => unfilled.reason[i],
};
const unfilledId = (i) => (grouped ? unfilled.id[i] : rows.id[unfilled.row[i]]);

function countsOf(i) {
  const body = el('tbody', {});
  for (let rule = 0; rule < 9; ++rule)
    body.append(el('tr', {}, el('td', {}, unfilled.words[rule]), el('td', { class: 'num' }, number(unfilled.left[9 * i + rule])),
      el('td', { class: 'num' }, number(unfilled.dropped[9 * i + rule]))));
  return el('table', {}, el('thead', {}, el('tr', {}, el('th', {}, 'Members who \u2026'), el('th', {}, 'left so far'),
    el('th', {}, 'could serve without this rule'))), body);
}
function unfilledLine(i) {
  const r = unfilled.row[i];
  const counts = el('details', {}, el('summary', {}, 'Members left, rule by rule'));
  counts.addEventListener('toggle', () => { if (counts.open && counts.children.length < 2) counts.append(countsOf(i)); });
  const below = unfilled.below[i] > 0 ? el('div', { class: 'sub' }, unfilled.below[i] + ' below the least') : null;
  return el('tr', { 'data-short': unfilled.short[i] },
    el('td', { 'data-label': 'Priority' }, String(unfilled.priority[i])),
    el('td', {}, el('button', { type: 'button', class: 'link', onclick: () => showDetail([r]) }, rowName(r)), el('div', { class: 'sub' }, unfilledId(i))),
    el('td', { class: 'when' }, weekdays[weekdayOf(rows.day[r])] + ' ' + dayName(rows.day[r]), el('div', { class: 'sub' }, timeSpan(r))),
    el('td', {}, communityName(rows.community[r])),
    el('td', { 'data-label': 'Role' }, text(unfilled.role[i]) === '*' ? 'anyone' : text(unfilled.role[i])),
    el('td', { class: 'num', 'data-label': 'Short by' }, String(unfilled.short[i]), below),
    el('td', { class: 'why' }, text(unfilled.message[i]), unfilled.left.length ? counts : null));
}
function drawUnfilled(limit = 40) {
  const seen = new Uint8Array(rowCount);
  for (const r of view.shown) seen[r] = 1;
  const list = [];
  for (let i = 0; i < unfilled.row.length; ++i) if (seen[unfilled.row[i]]) list.push(i);
  const key = sortKeys[sorting.key], sign = sorting.down ? -1 : 1;
  list.sort((a, b) => { const x = key(a), y = key(b); return (x < y ? -sign : x > y ? sign : 0) || a - b; });
  const seats = list.reduce((sum, i) => sum + unfilled.short[i], 0);
  const cut = unfilled.total > unfilled.row.length ? ' The page holds the ' + number(unfilled.row.length) + ' most urgent of ' + number(unfilled.total) + '; unfilled.csv has all.' : '';
  byId('unfilled-note').textContent = (list.length ? plural(seats, 'seat') + ' in ' + plural(list.length, 'role') + ' could not be filled.' : 'Every seat is filled.') + cut;
  const table = byId('unfilled-table');
  byId('unfilled-more').hidden = list.length <= limit;
  table.replaceChildren();
  if (!list.length) return;
  const heads = [['priority', 'Priority'], ['need', 'Need'], ['when', 'When'], ['community', 'Community'], ['role', 'Role'], ['short', 'Short by'], ['why', 'Why']];
  table.append(el('thead', {}, el('tr', {}, ...heads.map(([name, label]) =>
    el('th', { scope: 'col', class: name === 'short' ? 'num' : '', 'aria-sort': sorting.key === name ? (sorting.down ? 'descending' : 'ascending') : 'none' },
      el('button', { type: 'button', id: 'sort-' + name, onclick: () => {
        sorting.down = sorting.key === name ? !sorting.down : name === 'priority' || name === 'short';
        sorting.key = name;
        drawUnfilled(limit);
        byId('sort-' + name).focus();
      } }, label))))),
  el('tbody', {}, ...list.slice(0, limit).map(unfilledLine)));
  byId('unfilled-more').textContent = 'Show all ' + number(list.length);
  byId('unfilled-more').onclick = () => drawUnfilled(list.length);
}

function receiptText() {
  const r = data.receipt;
  const line = (name, value) => name.padEnd(22) + value;
  const metres = (n) => number(n).replace(/^-(,)/, '-').padStart(18) + ' m';
  const lines = [line('status', r.status + (r.endedBy === 'itself' ? '' : ', ended by ' + r.endedBy)), '',
    ...r.terms.map(([name, value]) => line('  ' + name, metres(value))), line('objective', metres(r.objective)),
    line('bound', metres(r.bound)), line('gap', metres(r.objective - r.bound))];
  if (r.leavesOut.length) lines.push(line('bound leaves out', r.leavesOut.join(', ')));
  if (r.atMost !== undefined) lines.push(line('most seats', number(r.atMost)));
  lines.push('', ...r.tables.map(([name, count, hash]) => line(name, number(count).padStart(9) + ' rows  sha256 ' + hash)),
    line('plan', ' '.repeat(16) + 'sha256 ' + r.plan), '', line('check it', r.command), line('turnout', r.version));
  return lines.join('\n');
}
function drawReceipt() {
  byId('receipt').textContent = receiptText();
  const button = byId('copy');
  button.addEventListener('click', () => {
    const done = () => { button.textContent = 'Copied'; setTimeout(() => { button.textContent = 'Copy'; }, 1500); };
    const bySelection = () => {
      const range = document.createRange();
      range.selectNodeContents(byId('receipt'));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      if (document.execCommand('copy')) done();
    };
    if (navigator.clipboard) navigator.clipboard.writeText(receiptText()).then(done, bySelection);
    else bySelection();
  });
  const left = { no_ids: 'To stay small, this page leaves out who serves where; assignments.csv has it. ',
    grouped: 'To stay small, this page puts alike needs together and leaves out who serves where; assignments.csv has all. ' }[data.detail] || '';
  byId('footer').textContent = left + 'Times are those of ' + data.zone + '. This page is one file; it requests nothing from anywhere. Made by turnout ' + data.receipt.version + '.';
}
// One need, or those of one place, in words.
let before = null;
function describe(r) {
  const pairs = [['When', dayLong(rows.day[r]) + ', ' + timeSpan(r)], ['Where', [text(rows.place[r]), communityName(rows.community[r])].filter((p) => p).join(', ')],
    ['Kind', kindName(rows.kind[r])], ['Priority', rows.priority[r] + ' of 5']];
  if (!grouped)
    for (let role = data.roles.from[r], s = serviceFrom[r]; role < data.roles.from[r + 1]; ++role) {
      const names = [];
      for (let i = 0; i < data.roles.filled[role]; ++i, ++s) if (hasWho) names.push(memberName(who[s]));
      const name = text(data.roles.text[role]);
      pairs.push([name === '*' ? 'anyone' : name, data.roles.filled[role] + ' of ' + data.roles.seats[role] + (names.length ? ': ' + names.join(', ') : '')]);
    }
  else pairs.push(['Seats', rows.filled[r] + ' of ' + rows.seats[r]]);
  for (let i = 0; i < unfilled.row.length; ++i) if (unfilled.row[i] === r && !grouped) pairs.push(['Missing', text(unfilled.message[i])]);
  return [el('h3', {}, rowName(r)), el('p', { class: 'sub muted' }, rowId(r)), el('dl', {}, ...pairs.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]))];
}
function showDetail(list) {
  const panel = byId('detail');
  if (panel.hidden) before = document.activeElement;
  const close = el('button', { type: 'button', class: 'close', 'aria-label': 'Close', onclick: hideDetail }, '\u00d7');
  if (list.length === 1) panel.replaceChildren(close, ...describe(list[0]));
  else {
    const seats = list.reduce((n, r) => n + rows.seats[r], 0), filled = list.reduce((n, r) => n + rows.filled[r], 0);
    const sorted = [...list].sort((a, b) => rows.day[a] - rows.day[b] || rows.start[a] - rows.start[b] || a - b);
    const line = (r) => el('li', {},
      el('button', { type: 'button', class: 'link', onclick: () => showDetail([r]) },
        dayName(rows.day[r]) + ', ' + timeSpan(r) + '  ' + rowName(r)), ' ',
      el('span', { class: 'mark ' + shade(rows.filled[r], rows.seats[r]) }, rows.filled[r] + '/' + rows.seats[r]));
    const most = 60, needs = list.reduce((n, r) => n + rows.count[r], 0);
    panel.replaceChildren(close, el('h3', {}, plural(needs, 'need') + ', ' + number(filled) + ' of ' + plural(seats, 'seat') + ' filled'),
      el('ul', {}, ...sorted.slice(0, most).map(line)));
    if (list.length > most) panel.append(el('p', { class: 'note' }, 'and ' + number(list.length - most) + ' more: zoom in'));
  }
  panel.hidden = false;
  panel.focus();
}
function hideDetail() {
  const panel = byId('detail');
  if (panel.hidden) return;
  panel.hidden = true;
  if (before && before.isConnected) before.focus();
}

// Draws every part for the rows that pass the filters.
function update() {
  select();
  showControls();
  const times = servicesByMember();
  drawHead(totals(), times);
  gatherLines();
  fitMap();
  drawMap();
  drawTimetable(false);
  drawCoverage();
  drawLoad(times);
  drawUnfilled();
}

function start() {
  fillControls();
  drawTitle();
  drawReceipt();
  startMap();
  resizeMap();
  readAddress();
  const small = matchMedia('(max-width: 50rem)');
  byId('list').open = small.matches;
  byId('list').addEventListener('toggle', () => { if (!document.documentElement.dataset.print) drawTimetable(false); });
  for (const name of filterNames) byId('f-' + name).addEventListener('input', (e) => setFilter(name, e.target.value));
  byId('filters').addEventListener('submit', (e) => e.preventDefault());
  byId('f-clear').addEventListener('click', () => {
    for (const name of [...filterNames, 'week']) view[name] = '';
    writeAddress();
    update();
  });
  addEventListener('hashchange', () => {
    if (location.hash.startsWith('#s-')) return;
    readAddress();
    update();
  });
  addEventListener('keydown', (e) => { if (e.key === 'Escape') hideDetail(); });
  addEventListener('resize', () => { resizeMap(); fitMap(); drawMap(); drawTimetable(Boolean(document.documentElement.dataset.print)); });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawMap);
  addEventListener('beforeprint', () => {
    const listWasOpen = byId('list').open, policyWasOpen = byId('policy').open;
    document.documentElement.dataset.print = '1';
    byId('policy').open = true;
    drawMap();
    drawTimetable(true);
    addEventListener('afterprint', () => {
      delete document.documentElement.dataset.print;
      byId('policy').open = policyWasOpen;
      byId('list').hidden = false;
      byId('list').open = listWasOpen;
      drawMap();
      drawTimetable(false);
    }, { once: true });
  });
  update();
}
start();
})();
)page"};

}  // namespace detail
}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
