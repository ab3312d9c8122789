// The server: what can be asked, with progress, patience and a way out.

export class Trouble extends Error {
	constructor(code, more = {}) {
		super(code);
		this.code = code;
		Object.assign(this, more);
	}
}

// A request; gone is an AbortSignal, sent(share) hears how much was uploaded.
function request(method, url, body, gone, sent) {
	return new Promise((done, fail) => {
		const x = new XMLHttpRequest();
		const stop = () => x.abort();
		x.open(method, url);
		x.responseType = 'text';
		if (body)
			x.setRequestHeader('Content-Type', 'application/octet-stream');
		x.upload.onprogress = e => e.lengthComputable && sent(e.loaded / e.total);
		x.upload.onload = () => sent(1);
		x.onabort = () => fail(new Trouble('cancelled'));
		x.onerror = () => fail(new Trouble('network'));
		x.onloadend = () => gone.removeEventListener('abort', stop);
		x.onload = () => {
			let answer;
			try {
				answer = JSON.parse(x.responseText);
			} catch {
				return fail(new Trouble(x.status === 413 ? 'too_large' : 'broken'));
			}
			if (!answer.error)
				return done(answer);
			return fail(new Trouble(answer.error.code, {
				after: answer.error.retry_after_s,
				linked: answer.linked,
			}));
		};
		gone.addEventListener('abort', stop);
		if (gone.aborted)
			return stop(), fail(new Trouble('cancelled'));
		x.send(body);
	});
}

function wait(seconds, gone) {
	return new Promise((done, fail) => {
		if (gone.aborted)
			return fail(new Trouble('cancelled'));
		const t = setTimeout(done, seconds * 1000);
		return gone.addEventListener('abort', () => {
			clearTimeout(t);
			fail(new Trouble('cancelled'));
		}, {once: true});
	});
}

const TRIES = 8;
const PATIENCE_S = 30; // for one pause

// The same again when the server has no time: it says when. busy(seconds) hears.
async function patiently(gone, busy, once) {
	for (let n = 1; ; n++) {
		try {
			return await once();
		} catch (e) {
			if (!['busy', 'rate', 'later'].includes(e.code) || !e.after || e.after > PATIENCE_S || n === TRIES)
				throw e;
			for (let left = e.after; left > 0; left--) {
				busy(left);
				await wait(1, gone);
			}
		}
	}
}

// What is asked for, apart from the clip: {warp, n, picture} as in sg-web(7).
export function identify({clip, link, options, gone, sent, busy}) {
	const url = 'identify?' + new URLSearchParams(link ? {...options, url: link} : options);
	return patiently(gone, busy, () => request('POST', url, clip, gone, sent));
}

export function recording(id, gone) {
	return patiently(gone, () => {}, () =>
		request('GET', 'identify?' + new URLSearchParams({id}), null, gone, () => {}));
}

export function limits() {
	return request('GET', 'identify', null, new AbortController().signal, () => {});
}
