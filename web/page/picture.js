// What was recognised, drawn: the clip's spectrogram with its peaks, and where
// they are in the original.

const LOW = 200, HIGH = 3800; // Hz: what is looked at
const WINDOW = 1024, RATE = 8000;

const height = hz => Math.log(hz / LOW) / Math.log(HIGH / LOW);

function colour(canvas, name) {
	return getComputedStyle(canvas).getPropertyValue(name).trim();
}

// A context in units of CSS pixels, and the canvas's size in them.
function sheet(canvas) {
	const scale = window.devicePixelRatio || 1;
	const w = canvas.clientWidth || 640, h = canvas.clientHeight || 360;
	const c = canvas.getContext('2d');
	canvas.width = Math.round(w * scale);
	canvas.height = Math.round(h * scale);
	c.scale(scale, scale);
	return {c, w, h};
}

function dot(c, x, y, r) {
	c.beginPath();
	c.arc(x, y, r, 0, 2 * Math.PI);
	c.fill();
}

// Numbers that look like chance, the same ones for the same text.
function chance(text) {
	let h = 2166136261;
	for (const x of text)
		h = Math.imul(h ^ x.codePointAt(0), 16777619);
	return () => {
		h ^= h << 13; h ^= h >>> 17; h ^= h << 5;
		return (h >>> 0) / 2 ** 32;
	};
}

// The peaks of a clip as a night sky; what was recognised is lit. Without a clip
// there is a sky, too, the recording's own.
export function sky(canvas, row, picture, seconds) {
	const {c, w, h} = sheet(canvas), draw = chance(row.id);
	const star = colour(canvas, '--star'), lit = colour(canvas, '--lit');
	const peaks = picture ? picture.peaks : [], known = picture ? marks(row, picture) : [];
	const x = t => (0.02 + 0.96 * t / seconds) * w, y = hz => (0.95 - 0.9 * height(hz)) * h;
	const lights = known.map(m => [x(m[0]), y(m[1])]);
	for (let i = 0; i < (picture ? 0 : 160); i++) {
		c.globalAlpha = 0.15 + 0.6 * draw() ** 3;
		c.fillStyle = i % 9 ? star : lit;
		dot(c, draw() * w, draw() * h, 0.5 + 1.5 * draw() ** 2);
	}
	c.fillStyle = star;
	for (let i = 0; i < peaks.length; i += 3) {
		const mine = row.q_from_s <= peaks[i] && peaks[i] <= row.q_to_s;
		const size = Math.max(0, Math.min(1, (peaks[i + 2] + 75) / 65));
		c.globalAlpha = mine ? 0.25 + 0.75 * size : 0.2;
		dot(c, x(peaks[i]), y(peaks[i + 1]), 0.4 + 1.8 * size ** 2);
		// what was recognised, or as long as nobody says it, what is loud there
		if (known.length === 0 && mine && size > 0.68)
			lights.push([x(peaks[i]), y(peaks[i + 1])]);
	}
	c.fillStyle = lit;
	c.globalAlpha = 0.95;
	lights.forEach(p => dot(c, ...p, 1.6));
	// a constellation: neighbours in time, as a landmark has them
	c.strokeStyle = lit;
	c.globalAlpha = 0.18;
	c.lineWidth = 0.8;
	lights.sort((a, b) => a[0] - b[0]);
	for (let i = 2; i < lights.length; i++) {
		const near = [lights[i - 1], lights[i - 2]].filter(p => lights[i][0] - p[0] < w / 10 && Math.abs(lights[i][1] - p[1]) < h / 3);
		for (const p of near) {
			c.beginPath();
			c.moveTo(...p);
			c.lineTo(...lights[i]);
			c.stroke();
		}
	}
}

// In place, radix 2; re and im have WINDOW elements.
function fft(re, im) {
	for (let i = 1, j = 0; i < WINDOW; i++) {
		let bit = WINDOW >> 1;
		for (; j & bit; bit >>= 1)
			j ^= bit;
		j ^= bit;
		if (i < j)
			[re[i], re[j]] = [re[j], re[i]];
	}
	for (let n = 2; n <= WINDOW; n *= 2)
		for (let k = 0; k < n / 2; k++) {
			const a = -2 * Math.PI * k / n, wr = Math.cos(a), wi = Math.sin(a);
			for (let i = k; i < WINDOW; i += n) {
				const j = i + n / 2;
				const xr = re[j] * wr - im[j] * wi, xi = re[j] * wi + im[j] * wr;
				re[j] = re[i] - xr; im[j] = im[i] - xi;
				re[i] += xr; im[i] += xi;
			}
		}
}

const HANN = Float64Array.from({length: WINDOW}, (_, i) => 0.5 - 0.5 * Math.cos(2 * Math.PI * i / WINDOW));
const LARGE = 32 << 20, LONG_S = 120; // what a telephone need not decode

// The clip's spectrogram as {columns, rows, db}, by the browser's own decoder;
// null when it has none for this, or there is no clip at hand.
export async function spectrogram(clip, seconds, columns = 480, rows = 120) {
	if (!clip || clip.size > LARGE || seconds > LONG_S)
		return null;
	try {
		const context = new OfflineAudioContext(1, 1, RATE);
		const sound = await context.decodeAudioData(await clip.arrayBuffer());
		const tracks = Array.from({length: sound.numberOfChannels}, (_, i) => sound.getChannelData(i));
		const re = new Float64Array(WINDOW), im = new Float64Array(WINDOW);
		const db = new Float32Array(columns * rows);
		for (let x = 0; x < columns; x++) {
			const from = Math.round((x + 0.5) / columns * seconds * RATE - WINDOW / 2);
			im.fill(0);
			for (let i = 0; i < WINDOW; i++)
				re[i] = HANN[i] * tracks.reduce((s, t) => s + (t[from + i] || 0), 0) / tracks.length;
			fft(re, im);
			for (let y = 0; y < rows; y++) {
				const bin = Math.round(LOW * (HIGH / LOW) ** (y / rows) * WINDOW / RATE);
				db[y * columns + x] = 10 * Math.log10(re[bin] ** 2 + im[bin] ** 2 + 1e-9);
			}
		}
		return {columns, rows, db};
	} catch {
		return null;
	}
}

function paint(c, s, ink, x, y, w, h) {
	const image = new OffscreenCanvas(s.columns, s.rows), k = image.getContext('2d');
	const pixels = k.createImageData(s.columns, s.rows);
	const top = s.db.reduce((m, v) => Math.max(m, v), -200);
	const [r, g, b] = ink.match(/[0-9a-f]{2}/gi).map(v => parseInt(v, 16));
	for (let j = 0; j < s.rows; j++)
		for (let i = 0; i < s.columns; i++) {
			const v = Math.max(0, 1 + (s.db[j * s.columns + i] - top) / 60);
			pixels.data.set([r, g, b, 200 * v ** 1.5], 4 * ((s.rows - 1 - j) * s.columns + i));
		}
	k.putImageData(pixels, 0, 0);
	c.imageSmoothingEnabled = true;
	c.drawImage(image, x, y, w, h);
}

function axes(c, canvas, box) {
	c.strokeStyle = colour(canvas, '--line');
	c.fillStyle = colour(canvas, '--soft');
	c.font = '12px system-ui, sans-serif';
	c.lineWidth = 1;
	c.globalAlpha = 1;
	c.strokeRect(box.x - 0.5, box.y - 0.5, box.w + 1, box.h + 1);
}

// Round numbers, about so many, from..to.
function ticks(from, to, n) {
	const raw = (to - from) / n, unit = 10 ** Math.floor(Math.log10(raw));
	const step = [1, 2, 5, 10].map(k => k * unit).find(s => s >= raw);
	const list = [];
	for (let v = Math.ceil(from / step) * step; v <= to; v += step)
		list.push(v);
	return list;
}

// The clip: its spectrogram if there is one, its peaks, and in another colour
// those that are in the original.
export function clip(canvas, row, picture, seconds, behind, say) {
	const {c, w, h} = sheet(canvas);
	const box = {x: 54, y: 8, w: w - 76, h: h - 34};
	const px = t => box.x + t / seconds * box.w, py = hz => box.y + (1 - height(hz)) * box.h;
	const lit = new Set();
	if (behind)
		paint(c, behind, colour(canvas, '--ink'), box.x, box.y, box.w, box.h);
	axes(c, canvas, box);
	c.textAlign = 'right';
	for (const hz of [250, 500, 1000, 2000])
		c.fillText(hz < 1000 ? `${hz} Hz` : `${hz / 1000} kHz`, box.x - 6, py(hz) + 4);
	c.textAlign = 'center';
	for (const t of ticks(0, seconds, w / 90))
		c.fillText(say(t), px(t), h - 8);
	c.fillStyle = colour(canvas, '--accent');
	for (let i = 0; i < picture.peaks.length; i += 3) {
		const [t, hz, db] = picture.peaks.slice(i, i + 3);
		c.globalAlpha = row.q_from_s <= t && t <= row.q_to_s ? 0.55 : 0.25;
		dot(c, px(t), py(hz), 0.8 + 1.4 * Math.max(0, Math.min(1, (db + 75) / 65)));
	}
	c.globalAlpha = 0.9;
	c.fillStyle = colour(canvas, '--match');
	for (const m of marks(row, picture)) {
		const key = `${m[0]} ${m[1]}`;
		if (!lit.has(key))
			dot(c, px(m[0]), py(m[1]), 2.6);
		lit.add(key);
	}
	return lit.size;
}

// [time, Hz, time in the original, Hz there] of what agrees with a row.
export function marks(row, picture) {
	const list = [], flat = picture.id === row.id ? picture.landmarks || [] : [];
	for (let i = 0; i < flat.length; i += 4)
		list.push(flat.slice(i, i + 4));
	return list;
}

// Time in the clip against time in the original: a clip lies on a line.
export function line(canvas, row, picture, seconds, say) {
	const {c, w, h} = sheet(canvas), list = marks(row, picture);
	const box = {x: 54, y: 8, w: w - 76, h: h - 34};
	const low = Math.min(row.ref_from_s, ...list.map(m => m[2])), high = Math.max(row.ref_to_s, ...list.map(m => m[2]));
	const rim = 0.06 * (high - low);
	const px = t => box.x + t / seconds * box.w;
	const py = t => box.y + box.h - (t - low + rim) / (high - low + 2 * rim) * box.h;
	axes(c, canvas, box);
	c.textAlign = 'right';
	for (const t of ticks(low, high, 4))
		c.fillText(say(t), box.x - 6, py(t) + 4);
	c.textAlign = 'center';
	for (const t of ticks(0, seconds, w / 90))
		c.fillText(say(t), px(t), h - 8);
	c.strokeStyle = colour(canvas, '--accent');
	c.lineWidth = 1.5;
	c.beginPath();
	c.moveTo(px(row.q_from_s), py(row.ref_from_s));
	c.lineTo(px(row.q_to_s), py(row.ref_to_s));
	c.stroke();
	c.fillStyle = colour(canvas, '--match');
	c.globalAlpha = 0.7;
	for (const m of list)
		dot(c, px(m[0]), py(m[2]), 2.4);
}
