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
