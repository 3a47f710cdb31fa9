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
