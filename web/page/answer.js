// The answer: the original, ready to play, and the evidence.
import * as words from './words.js';
import * as draw from './picture.js';

// el('p', {className: 'x'}, 'text', child...): text is never markup
export function el(tag, properties = {}, ...children) {
	const e = document.createElement(tag);
	for (const [k, v] of Object.entries(properties))
		if (k.includes('-') || k === 'role')
			e.setAttribute(k, v);
		else
			e[k] = v;
	e.append(...children.filter(c => c !== null && c !== undefined && c !== ''));
	return e;
}

// Only links of the web: what else an index may hold is no link.
function outward(url, text, label) {
	if (!/^https?:\/\//i.test(url || ''))
		return null;
	return el('a', {href: url, target: '_blank', rel: 'noopener', ...(label && {'aria-label': label})}, text);
}

// A player that asks YouTube for nothing before it is wanted.
function facade(row, at, picture, seconds) {
	const title = words.name(row);
	const canvas = el('canvas', {'aria-hidden': 'true'});
	const button = el('button', {type: 'button', className: 'play', 'aria-label': `Play ${title} at ${words.time(at)}`},
		canvas, el('span', {className: 'triangle', 'aria-hidden': 'true'}), el('span', {className: 'at'}, words.time(at)));
	const frame = el('div', {className: 'player'}, button);
	button.onclick = () => {
		const player = el('iframe', {
			title: `YouTube player: ${title}`,
			src: `https://www.youtube-nocookie.com/embed/${row.youtube}?start=${at}&autoplay=1&playsinline=1&rel=0`,
			allow: 'autoplay; encrypted-media; picture-in-picture; fullscreen',
			referrerPolicy: 'strict-origin-when-cross-origin',
			allowFullscreen: true,
		});
		frame.replaceChildren(player);
		player.focus();
	};
	requestAnimationFrame(() => draw.sky(canvas, row, picture, seconds));
	return frame;
}

// What is not YouTube's, or may be played there only: a picture, and no promise.
function poster(row, picture, seconds, text) {
	const canvas = el('canvas', {'aria-hidden': 'true'});
	requestAnimationFrame(() => draw.sky(canvas, row, picture, seconds));
	return el('div', {className: 'player still'}, canvas, el('p', {}, text));
}

function stage(row, at, picture, seconds) {
	if (row.youtube && row.embeddable)
		return facade(row, at, picture, seconds);
	return poster(row, picture, seconds, row.youtube ? 'Its owner lets it play on YouTube only' :
		row.url ? 'Not on YouTube' : 'From this server’s own collection');
}

function byline(row) {
	const channel = row.channel && (/^UC[\w-]{22}$/.test(row.channel_id || '') ?
		outward(`https://www.youtube.com/channel/${row.channel_id}`, row.channel) : row.channel);
	const facts = [channel, (row.published_at || '').slice(0, 4), row.duration_s && words.time(row.duration_s)].filter(Boolean);
	return facts.length ? el('p', {className: 'byline'}, ...facts.flatMap((f, i) => i ? [' · ', f] : [f])) : null;
}

// Where in the original the clip lies.
function map(row) {
	if (!row.duration_s || row.ref_to_s === undefined)
		return null;
	const mark = el('span', {className: 'mark'});
	mark.style.left = `${100 * Math.max(0, row.ref_from_s) / row.duration_s}%`;
	mark.style.width = `${100 * (row.ref_to_s - row.ref_from_s) / row.duration_s}%`;
	return el('div', {className: 'map', 'aria-hidden': 'true'}, mark);
}

function evidence(row) {
	const change = words.change(row);
	return el('div', {className: 'evidence'},
		el('p', {className: 'where'}, 'Your clip ', el('b', {}, words.span(row.q_from_s, row.q_to_s)), ' is ',
			el('b', {}, words.span(row.ref_from_s, row.ref_to_s)), ' of the original', change && `, ${change}`, '.'),
		map(row),
		el('p', {className: 'sure'}, el('span', {className: `trust ${row.confidence.replace(' ', '-')}`}, row.confidence),
			el('span', {}, `By chance, ${words.evalue(row.evalue)} recordings would match as well: the E-value.`)));
}

function links(row, at, permanent) {
	const there = row.youtube ? `https://youtu.be/${row.youtube}?t=${at}` : row.url;
	const copy = el('button', {type: 'button', className: 'quiet'}, 'Copy link to this answer');
	copy.onclick = async () => {
		await navigator.clipboard.writeText(permanent).catch(() => {});
		copy.textContent = 'Copied';
		setTimeout(() => { copy.textContent = 'Copy link to this answer'; }, 2000);
	};
	return el('p', {className: 'links'}, outward(there, row.youtube ? `Open on YouTube at ${words.time(at)}` : 'Open its page'),
		permanent && navigator.clipboard ? copy : null);
}

// The clip from left to right, with what is heard in it, one row for what
// sounds at the same time.
function strip(rows, seconds, chosen, choose) {
	const ids = [...new Set(rows.map(r => r.id))], ends = [];
	const bar = el('ol', {className: 'strip', 'aria-label': 'What is heard when'});
	rows.forEach((row, i) => {
		let lane = ends.findIndex(end => end <= row.q_from_s + 0.25);
		lane = lane < 0 ? ends.length : lane;
		ends[lane] = row.q_to_s;
		const button = el('button', {type: 'button', 'aria-pressed': String(row === chosen), title: words.name(row),
			'aria-label': `${i + 1}: ${words.span(row.q_from_s, row.q_to_s)}, ${words.name(row)}, from ${words.time(row.ref_from_s)}`}, String(i + 1));
		const item = el('li', {className: `hue${ids.indexOf(row.id) % 6}`}, button);
		item.style.left = `${100 * row.q_from_s / seconds}%`;
		item.style.width = `${100 * (row.q_to_s - row.q_from_s) / seconds}%`;
		item.style.top = `${lane * 2.75}rem`;
		button.onclick = () => choose(row, button);
		bar.append(item);
	});
	bar.style.height = `${Math.max(1, ends.length) * 2.75 - 0.25}rem`;
	return el('div', {className: 'card splice'}, el('h2', {}, ends.length > 1 ? 'Heard in this clip' : `${rows.length} pieces in this clip`), bar,
		el('p', {className: 'ends', 'aria-hidden': 'true'}, el('span', {}, '0:00'), el('span', {}, words.time(Math.round(seconds)))));
}

function others(rows, choose) {
	const list = rows.map(row => {
		const button = el('button', {type: 'button', className: 'other'}, el('b', {}, words.name(row)),
			el('span', {}, [row.channel, `at ${words.time(row.ref_from_s)}`, `${row.confidence} (E ${words.evalue(row.evalue)})`].filter(Boolean).join(' · ')));
		button.onclick = () => choose(row, button);
		return el('li', {}, button);
	});
	return el('div', {className: 'card also'}, el('h2', {}, 'Also possible'), el('ol', {className: 'others'}, ...list));
}

function picture(row, answer, clip) {
	const seconds = answer.clip.seconds, say = words.time;
	const first = el('canvas', {className: 'plot', role: 'img', 'aria-label': 'Spectrogram of the clip with its peaks'});
	const marked = draw.marks(row, answer.picture).length > 0;
	const second = marked ? el('canvas', {className: 'plot', role: 'img',
		'aria-label': `Time in the original against time in the clip: a line from ${say(row.ref_from_s)} to ${say(row.ref_to_s)}`}) : null;
	const box = el('details', {className: 'card picture'}, el('summary', {}, 'Picture of the match'),
		el('figure', {}, first, el('figcaption', {}, 'The clip: time to the right, pitch upwards. ', el('span', {className: 'key peaks'}), 'its peaks',
			...(marked ? [', ', el('span', {className: 'key match'}), 'those that the original has at the same place'] : []), '.')),
		marked ? el('figure', {}, second, el('figcaption', {}, 'Time in the original against time in the clip. What agrees lies on a line; its slope is the speed.')) : null);
	const paint = behind => {
		if (!first.isConnected)
			return;
		draw.clip(first, row, answer.picture, seconds, behind, say);
		if (second)
			draw.line(second, row, answer.picture, seconds, say);
	};
	let behind = null;
	box.ontoggle = async () => {
		if (!box.open)
			return;
		paint(behind);
		behind = behind || await draw.spectrogram(clip, seconds);
		paint(behind);
	};
	box.repaint = () => box.open && paint(behind);
	return box;
}

function original(row, at, answer, permanent) {
	return el('article', {className: 'card original'}, stage(row, at, answer.picture, answer.clip && answer.clip.seconds),
		el('h2', {tabIndex: -1}, words.name(row)), byline(row), row.evalue === undefined ? null : evidence(row), links(row, at, permanent));
}

function notes(answer) {
	return [
		answer.clip.cut && `Only the first ${words.time(Math.round(answer.clip.seconds))} were searched.`,
		answer.clip.damaged && 'The file is damaged; what could be read of it was searched.',
	].filter(Boolean).map(t => el('p', {className: 'note'}, t));
}

let resized = () => {};
addEventListener('resize', () => resized());
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => resized());

// Show what was found. choose(row) hears which one is looked at; returns what
// deserves the focus.
export function found(section, answer, clip, permanent, choose, chosen = answer.candidates[0]) {
	const pick = (row, button) => {
		const place = [...section.querySelectorAll('button')].indexOf(button);
		choose(row);
		found(section, answer, clip, permanent, choose, row);
		// who uses the keyboard stays where he was
		[...section.querySelectorAll('.strip button')].find(b => b.getAttribute('aria-pressed') === 'true' && place >= 0)?.focus({preventScroll: true});
		section.querySelector('.original').scrollIntoView({block: 'nearest', behavior: 'smooth'});
	};
	const shown = new Set([chosen.id, ...(answer.timeline.length > 1 ? answer.timeline.map(r => r.id) : [])]);
	const rest = answer.candidates.filter(r => !shown.has(r.id));
	const at = words.second(chosen);
	const item = original(chosen, at, answer, permanent(chosen.id, at));
	const plot = answer.picture ? picture(chosen, answer, clip) : null;
	section.replaceChildren(...[...notes(answer), answer.timeline.length > 1 ? strip(answer.timeline, answer.clip.seconds, chosen, pick) : null,
		item, rest.length ? others(rest, pick) : null, plot].filter(Boolean));
	section.hidden = false;
	resized = () => plot && plot.repaint();
	return item.querySelector('h2');
}

// A recording alone, as a permanent link has it, or as the catalogue knows it.
export function known(section, row, at, text) {
	resized = () => {};
	section.replaceChildren(...[text && el('p', {className: 'note'}, text), original(row, at, {}, null)].filter(Boolean));
	section.hidden = false;
	return section.querySelector('.original h2');
}

export function missing(section, heading, text) {
	section.replaceChildren(el('article', {className: 'card trouble'}, el('h2', {tabIndex: -1}, heading), el('p', {}, text)));
	section.hidden = false;
	return section.querySelector('h2');
}
