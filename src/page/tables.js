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
    '. Gini coefficient ' + gini(serving).toFixed(2) + ' among those who serve, ' + gini(pairs).toFixed(2) + ' over all members; 0 is even.';
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
