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
  list.sort((a, b) => rows.start[a] - rows.start[b] || rows.end[a] - rows.end[b] || a - b);
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
