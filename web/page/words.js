// Numbers as people say them.

// down to the second, as players do
export function time(s) {
	s = Math.max(0, Math.floor(s));
	const h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
	const two = n => String(n).padStart(2, '0');
	return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}

export function span(from, to) {
	return `${time(from)}–${time(Math.round(to))}`;
}

// The second to start a player at: a whole one, not after the sound begins.
export function second(row) {
	return Math.max(0, Math.floor(row.ref_from_s));
}

export function bytes(n) {
	return n >= 1 << 20 ? `${Math.round(n / (1 << 20))} MB` : `${Math.round(n / 1024)} KB`;
}

// "played 1.05 × faster": what was done to the original; '' for nothing.
export function change(row) {
	const tone = 12 * Math.log2(row.pitch);
	const drag = 12 * Math.log2(row.speed);
	const fast = Math.abs(row.speed - 1) < 0.005 ? '' : row.speed > 1 ?
		`played ${row.speed.toFixed(2)} × faster` : `played ${(1 / row.speed).toFixed(2)} × slower`;
	const high = `${Math.abs(tone).toFixed(1).replace(/\.0$/, '')} semitones ${tone > 0 ? 'higher' : 'lower'}`;
	// a record that turns faster is higher, too, and nobody has to say so
	if (Math.abs(tone - drag) < 0.1)
		return fast;
	if (Math.abs(tone) < 0.1)
		return fast && `${fast} at the same pitch`;
	return fast ? `${fast} and ${high}` : `played ${high}`;
}

// 1.2e-19 as 1.2 × 10⁻¹⁹
export function evalue(e) {
	if (e === 0)
		return 'less than 10⁻³⁰⁰';
	if (e >= 0.001)
		return String(Number(e.toPrecision(1)));
	const [digits, power] = e.toExponential(0).split('e');
	const small = power.replace(/[-0-9]/g, c => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(c)]);
	return digits === '1' ? `10${small}` : `${digits} × 10${small}`;
}

export function name(recording) {
	return recording.title || recording.id;
}

const troubles = {
	too_large: limits => ['That file is too large', limits ?
		`This server takes up to ${bytes(limits.bytes)}. A few seconds of the clip are enough.` :
		'A few seconds of the clip are enough.'],
	empty: () => ['That file is empty', 'Please choose another one.'],
	no_sound: () => ['No sound in that file',
		'It is not a recording or film that can be read here, or it has no sound track.'],
	link: () => ['That is not the link of a YouTube video',
		'It should look like https://youtu.be/dQw4w9WgXcQ. For sound from other places, save it and choose the file.'],
	no_fetch: () => ['This server does not follow links', 'Please choose a file, or use the microphone.'],
	fetch: () => ['That video is not available', 'It is private, live, too long, or has been removed.'],
	fetch_later: () => ['YouTube does not hand out that video right now', 'Try again in a minute, or choose a file.'],
	unknown: () => ['That recording is not here', 'It may have left this collection since the link was made.'],
	rate: () => ['That was a lot of searches', 'Please wait a little before the next one.'],
	busy: () => ['Many people are searching', 'Please try again in a moment.'],
	later: () => ['The collection cannot be read right now', 'Please try again in a minute.'],
	time: () => ['The search took too long', 'A shorter clip is faster. So is a search without other speeds and pitches.'],
	origin: () => ['Refused', 'This page did not come from the server that it asks.'],
	host: () => ['Refused', 'This server does not go by that name. Its operator can add it: host= in sg-web(7).'],
	network: () => ['The server does not answer', 'Are you connected?'],
	microphone: () => ['No microphone', 'There is none, or the browser was not allowed to use it.'],
	insecure: () => ['No microphone', 'Browsers allow it only on pages that come over https.'],
};

// A heading and a sentence for the code of an error.
export function trouble(code, limits) {
	return (troubles[code] || (() => ['Something is wrong with this server',
		'Its operator will find in the log what it is.']))(limits);
}

// Why nothing was found.
export function reason(answer) {
	const seconds = Math.round(answer.clip.seconds);
	return {
		silence: ['Silence', `The ${time(seconds)} of this clip are silent, or nearly so. Was the right microphone on?`],
		too_short: ['Too short to tell', `This clip has only ${answer.clip.seconds.toFixed(1)} seconds. Five are good, ten are better.`],
	}[answer.reason] || ['Not found', `Nothing in this collection fits the ${time(seconds)} of this clip better than chance would. ` +
		'If the original is here, a longer or cleaner part of it may tell.'];
}
