// The page: one search at a time, and what is shown meanwhile.
import {Trouble, identify, limits, recording} from './ask.js';
import {el, found, known, missing} from './answer.js';
import {record} from './record.js';
import * as words from './words.js';

const $ = id => document.getElementById(id);
const TITLE = document.title;
let gone = null;    // AbortController of the search that runs
let enough = null;  // of the microphone
let bounds = null;  // of the server

// state: idle, recording, uploading, searching, busy, found, missing or error
function state(name, text, share) {
	// a reader hears each step, not each per cent and second
	if (document.body.dataset.state !== name || !gone)
		$('status').textContent = text;
	document.body.dataset.state = name;
	$('progress').hidden = !gone;
	$('said').textContent = text;
	if (share === undefined)
		$('bar').removeAttribute('value');
	else
		$('bar').value = Math.round(100 * share);
}

function clear() {
	$('trouble').hidden = true;
	$('answer').hidden = true;
	$('answer').replaceChildren();
	document.title = TITLE;
}

function show(e) {
	const [heading, text] = words.trouble(e.code, bounds);
	$('trouble').replaceChildren(el('h2', {}, heading), el('p', {}, text));
	$('trouble').hidden = false;
	$('status').textContent = `${heading}. ${text}`;
	$('trouble').focus({preventScroll: true});
	$('trouble').scrollIntoView({block: 'nearest'});
}

// One thing at a time: what runs is ended by what comes.
async function run(work) {
	gone?.abort();
	const mine = gone = new AbortController();
	clear();
	try {
		await work(mine.signal);
	} catch (e) {
		if (gone !== mine)
			return;
		gone = null;
		if (e.code === 'cancelled')
			return state('idle', 'Cancelled.');
		state('error', '');
		if (!(e instanceof Trouble))
			console.error(e);
		show(e);
	} finally {
		if (gone === mine || !gone) {
			gone = null;
			$('progress').hidden = $('level').hidden = $('enough').hidden = true;
		}
	}
}

function permanent(id, at) {
	const url = new URL(location.pathname, location.href);
	url.search = new URLSearchParams({id, t: at});
	return url.href;
}

function arrive(heading, name, text) {
	state(name, '');
	$('status').textContent = text;
	heading.focus({preventScroll: true});
	$('answer').scrollIntoView({block: 'start', behavior: 'smooth'});
}

function present(answer, clip) {
	gone = null;
	if (!answer.found) {
		if (answer.linked)
			return presentLinked(answer.linked);
		const [heading, text] = words.reason(answer);
		return arrive(missing($('answer'), heading, text), 'missing', `${heading}. ${text}`);
	}
	const best = answer.candidates[0];
	const look = row => {
		history.replaceState(null, '', permanent(row.id, words.second(row)));
		document.title = `${words.name(row)} – SonicGen`;
	};
	history.pushState(null, '', permanent(best.id, words.second(best)));
	look(best);
	const heading = found($('answer'), answer, clip, permanent, look);
	if (answer.linked && answer.linked.id !== best.id)
		$('answer').append(el('p', {className: 'note'}, `This collection lists that video as a copy of ${words.name(answer.linked)}.`));
	return arrive(heading, 'found', `Found: ${words.name(best)}, at ${words.time(words.second(best))}, ${best.confidence}.`);
}

function presentLinked(row) {
	gone = null;
	document.title = `${words.name(row)} – SonicGen`;
	arrive(known($('answer'), row, 0, 'This collection lists that video as a copy of:'), 'found', `A copy of ${words.name(row)}.`);
}

function chosen() {
	return {warp: $('warp').checked ? 'full' : 'none', n: $('more').checked ? 20 : 5, picture: Number($('picture').checked)};
}

async function search(signal, what, clip) {
	const waiting = what.link ? 'Fetching the sound and searching…' : 'Searching…';
	if (clip) {
		if (clip.size === 0)
			throw new Trouble('empty');
		if (bounds && clip.size > bounds.bytes)
			throw new Trouble('too_large');
	}
	const start = () => clip ? state('uploading', 'Uploading… 0 %', 0) : state('searching', waiting);
	start();
	try {
		present(await identify({
			...what, clip, options: chosen(), gone: signal,
			sent: share => share < 1 ? state('uploading', `Uploading… ${Math.floor(100 * share)} %`, share) : state('searching', waiting),
			busy: left => state('busy', `Many people are searching. Next try in ${left} s…`),
		}), clip);
	} catch (e) {
		if (!e.linked || e.code === 'cancelled')
			throw e;
		presentLinked(e.linked);
	}
}

const file = clip => run(signal => search(signal, {}, clip));
const link = text => run(signal => search(signal, {link: text}, null));

function microphone() {
	return run(async signal => {
		enough = new AbortController();
		$('level').hidden = $('enough').hidden = false;
		state('recording', 'Listening… 10 s left', 0);
		const clip = await record({canvas: $('level'), gone: signal, enough: enough.signal,
			tick: left => state('recording', `Listening… ${Math.ceil(left)} s left`, 1 - left / 10)});
		$('level').hidden = $('enough').hidden = true;
		await search(signal, {}, clip);
	});
}

$('ask').onsubmit = e => {
	e.preventDefault();
	if ($('link').value.trim())
		link($('link').value.trim());
	else
		$('link').focus();
};
$('file').onchange = e => {
	const [clip] = e.target.files;
	e.target.value = ''; // the same one again is a change, too
	if (clip)
		file(clip);
};
$('record').onclick = microphone;
$('enough').onclick = () => enough?.abort();
$('cancel').onclick = () => {
	const was = document.body.dataset.state === 'recording' ? $('record') : $('link');
	gone?.abort();
	was.focus();
};

// What is dropped or pasted anywhere: a file, or a link.
function given(data) {
	const text = (data.getData('text/uri-list') || data.getData('text/plain')).trim();
	if (data.files.length)
		file(data.files[0]);
	else if (/^\S*youtu\S*$/i.test(text)) {
		$('link').value = text;
		link(text);
	} else
		return false;
	return true;
}

let inside = 0; // elements that are dragged over
addEventListener('dragenter', e => { e.preventDefault(); inside++; $('drop').hidden = false; });
addEventListener('dragleave', () => { inside--; $('drop').hidden = inside <= 0; });
addEventListener('dragover', e => e.preventDefault());
addEventListener('drop', e => {
	e.preventDefault();
	inside = 0;
	$('drop').hidden = true;
	given(e.dataTransfer);
});
addEventListener('paste', e => {
	if (!e.target.closest?.('input[type=text]') && given(e.clipboardData))
		e.preventDefault();
});
addEventListener('keydown', e => {
	if (e.key === 'Escape' && gone)
		$('cancel').click();
});

// ?id=...&t=...: an answer that somebody keeps
function open() {
	const asked = new URLSearchParams(location.search), id = asked.get('id');
	const at = Math.min(360000, Math.max(0, Math.floor(Number(asked.get('t')) || 0)));
	if (!id)
		return;
	run(async signal => {
		state('searching', 'Looking it up…');
		const answer = await recording(id, signal).catch(e => {
			if (e.linked)
				return {linked: e.linked};
			throw e;
		});
		if (answer.linked)
			return presentLinked(answer.linked);
		gone = null;
		document.title = `${words.name(answer.recording)} – SonicGen`;
		return arrive(known($('answer'), answer.recording, at), 'found', `${words.name(answer.recording)}, at ${words.time(at)}.`);
	});
}

addEventListener('popstate', () => {
	gone?.abort();
	clear();
	state('idle', '');
	open();
});

state('idle', '');
limits().then(l => {
	bounds = l.limits;
	$('link').closest('.link').hidden = $('or').hidden = !l.links;
}).catch(() => {});
open();
