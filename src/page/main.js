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
