// The page in a browser: page.js SITE DIRECTORY SHOTS PART... TAP on standard
// output. The real server is asked; only YouTube, at the browser's edge, is not.
// DIRECTORY has the clips and is where the server's programs are told things.
// SHOTS is a directory for pictures, or empty.
const fs = require('fs');
const {chromium} = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [site, dir, shots, ...wanted] = process.argv.slice(2);
const file = name => `${dir}/${name}`;
let n = 0, bad = 0;

function ok(name, fine, more = '') {
	n++;
	bad += !fine;
	console.log(`${fine ? 'ok' : 'not ok'} ${n} - ${name}`);
	if (!fine)
		console.log(`#   ${more}`);
}

// A page of its own in a browser of its own, and what YouTube was asked for.
async function open(browser, options = {}, path = '') {
	const context = await browser.newContext({viewport: {width: 1200, height: 900}, reducedMotion: 'reduce', ...options});
	const page = await context.newPage();
	page.tube = [];
	page.trouble = [];
	await context.route(/./, r => {
		if (r.request().url().startsWith(site))
			return r.continue();
		page.tube.push(r.request().url());
		return r.fulfill({contentType: 'text/html', body: '<!doctype html><title>player</title>'});
	});
	page.on('pageerror', e => page.trouble.push(e.message));
	page.setDefaultTimeout(20000);
	await page.goto(site + path);
	await page.waitForSelector('body[data-state]');
	return page;
}

// not waitForFunction, which the page's policy forbids
const there = (page, selector, hasText) => page.locator(selector).filter({hasText}).first().waitFor().then(() => true, () => false);
const state = (page, name) => page.waitForSelector(`body[data-state=${name}]`).then(() => true, () => false);
const give = (page, name) => page.setInputFiles('#file', file(name));
const text = (page, selector) => page.locator(selector).first().innerText();
const said = page => page.locator('#status').textContent();
const focus = page => page.evaluate(() => document.activeElement.tagName + '#' + document.activeElement.id);

async function accessible(page, what) {
	if (!await page.evaluate('window.axe !== undefined'))
		await page.evaluate(axe);
	const found = await page.evaluate(() => axe.run(document, {resultTypes: ['violations'], rules: {region: {enabled: true}}}));
	ok(`axe: ${what}`, found.violations.length === 0,
		JSON.stringify(found.violations.map(v => [v.id, v.nodes.map(x => [x.target, x.failureSummary])])));
}

async function shot(page, name) {
	if (shots)
		await page.screenshot({path: `${shots}/${name}.png`, fullPage: true});
}

async function upload(browser) {
	const page = await open(browser);
	const heard = [];
	await page.exposeFunction('heard', t => heard.push(t));
	await page.evaluate(() => new MutationObserver(() => heard(document.getElementById('status').textContent))
		.observe(document.getElementById('status'), {childList: true, characterData: true, subtree: true}));
	await accessible(page, 'idle');
	await give(page, 'clip.mp3');
	ok('an upload: found', await state(page, 'found'));
	ok('its title, as text', await text(page, '.original h2') === 'The first <b>tune</b>', await text(page, '#answer'));
	ok('its channel', /Tunes & Co · 2020 · 0:40/.test(await text(page, '.byline')));
	ok('where it is', /Your clip 0:00–0:08 is 0:1[23]–0:20 of the original\./.test(await text(page, '.where')), await text(page, '.where'));
	ok('how sure', /certain\s+By chance, .* recordings would match as well: the E-value/.test(await text(page, '.sure')));
	ok('it is read out', heard.some(t => /^Uploading|^Searching/.test(t)) && heard.some(t => /^Found: The first <b>tune<\/b>, at 0:1[23], certain\.$/.test(t)), JSON.stringify(heard));
	ok('the answer has the focus', await focus(page) === 'H2#');
	ok('nothing was asked of YouTube', page.tube.length === 0, page.tube.join());
	await accessible(page, 'found');
	const at = new URL(page.url()).searchParams.get('t');
	ok('the address is a link to it', new URL(page.url()).searchParams.get('id') === 'video000001' && /^1[23]$/.test(at), page.url());
	ok('a plain link', await page.getAttribute('.links a', 'href') === `https://youtu.be/video000001?t=${at}`);
	await page.locator('.play').focus();
	ok('the player has a name', await page.getAttribute('.play', 'aria-label') === `Play The first <b>tune</b> at 0:${at}`);
	await page.keyboard.press('Enter');
	ok('it plays at the right second', await page.getAttribute('iframe', 'src') ===
		`https://www.youtube-nocookie.com/embed/video000001?start=${at}&autoplay=1&playsinline=1&rel=0`);
	await page.waitForSelector('iframe:focus');
	ok('it has the focus', (await focus(page)).startsWith('IFRAME'));
	ok('now YouTube is asked', page.tube.length === 1 && page.tube[0].startsWith('https://www.youtube-nocookie.com/embed/video000001'), page.tube.join());
	ok('who embeds it is said', await page.getAttribute('iframe', 'referrerpolicy') === 'strict-origin-when-cross-origin');
	await page.click('.picture summary');
	ok('a picture', await page.evaluate(async () => {
		const c = document.querySelector('.plot'), inked = () => c.getContext('2d').getImageData(0, 0, c.width, c.height).data
			.filter((v, i) => i % 4 === 3 && v > 0).length > 5000;
		for (let i = 0; i < 100 && !inked(); i++)
			await new Promise(r => setTimeout(r, 50));
		return inked();
	}));
	await page.goBack();
	ok('back: nothing is shown', await state(page, 'idle') && await page.locator('#answer').isHidden());
	await page.goForward();
	ok('forth: it is', await state(page, 'found') && await text(page, '.original h2') === 'The first <b>tune</b>');
	ok('no error on the way', page.trouble.length === 0, page.trouble.join());
	await page.context().close();
}

async function links(browser) {
	let page = await open(browser, {}, '?id=video000001&t=17');
	ok('a permanent link', await state(page, 'found') && await text(page, '.original h2') === 'The first <b>tune</b>');
	await page.click('.play');
	ok('plays there', (await page.getAttribute('iframe', 'src')).includes('/embed/video000001?start=17&'));
	await page.context().close();
	page = await open(browser, {}, '?id=nosuchthing');
	ok('one of nothing', await state(page, 'error') && /That recording is not here/.test(await text(page, '#trouble')));
	await page.context().close();
	page = await open(browser, {}, `?id=${encodeURIComponent('"><img src=x onerror=alert(1)>')}&t=1e99`);
	ok('a hostile one', await state(page, 'error') && page.trouble.length === 0);

	await page.fill('#link', 'https://youtu.be/abcdefghijk');
	await page.press('#link', 'Enter');
	ok('a link, by the keyboard', await state(page, 'searching') && await state(page, 'found') && await text(page, '.original h2') === 'The first <b>tune</b>');
	await page.fill('#link', 'https://evil.example/watch?v=abcdefghijk');
	await page.click('.first');
	ok('of another host', await state(page, 'error') && /not the link of a YouTube video/.test(await text(page, '#trouble')));
	await accessible(page, 'error');
	await page.fill('#link', '');
	await page.click('.first');
	ok('no link: where it belongs', await focus(page) === 'INPUT#link');
	await page.evaluate(() => {
		const data = new DataTransfer();
		data.setData('text/plain', 'https://youtu.be/abcdefghijk');
		document.body.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true}));
	});
	ok('pasted anywhere', await state(page, 'found'));
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await page.click('.quiet');
	ok('the link to it, copied', await there(page, '.quiet', 'Copied') && await page.evaluate(() => navigator.clipboard.readText()) === page.url());
	await page.context().close();
}

// What the catalogue knows as a copy, and nobody has any more.
async function copies(browser) {
	let page = await open(browser, {}, '?id=copy0000001');
	const shown = async () => await state(page, 'found') && await text(page, '.original h2') === 'The second' &&
		/lists that video as a copy of/.test(await text(page, '#answer'));
	ok('the id of a copy: its original', await shown());
	await accessible(page, 'a copy');
	await page.context().close();
	page = await open(browser);
	await page.fill('#link', 'https://www.youtube.com/shorts/copy0000001');
	await page.press('#link', 'Enter');
	ok('its link, though it is gone', await shown() && await said(page) === 'A copy of The second.', await text(page, 'body'));
	ok('no error on the way', page.trouble.length === 0, page.trouble.join());
	await page.context().close();
}

async function drop(browser) {
	const page = await open(browser);
	const bytes = fs.readFileSync(file('spliced.wav')).toString('base64');
	const data = await page.evaluateHandle(b => {
		const t = new DataTransfer();
		t.items.add(new File([Uint8Array.from(atob(b), c => c.charCodeAt(0))], '../../$(touch bad)"><script>alert(1)</script>.wav'));
		return t;
	}, bytes);
	await page.dispatchEvent('main', 'dragenter', {dataTransfer: data});
	ok('drag: where to', await page.locator('#drop').isVisible());
	await page.dispatchEvent('main', 'drop', {dataTransfer: data});
	ok('drop, of a hostile name: found', await state(page, 'found') && await page.locator('#drop').isHidden());
	ok('spliced: as many pieces', await text(page, '.splice h2') === '2 pieces in this clip' && await page.locator('.strip button').count() === 2);
	await accessible(page, 'spliced');
	await page.locator('.strip button').nth(1).focus();
	await page.keyboard.press('Space');
	ok('a piece, by the keyboard', await text(page, '.original h2') === 'The second' && await page.locator('.strip [aria-pressed=true]').textContent() === '2');
	ok('the keyboard stays there', await page.evaluate(() => document.activeElement.textContent) === '2');
	ok('its address', new URL(page.url()).searchParams.get('id') === 'video000002');
	ok('not to be embedded: a link', await page.locator('.play').count() === 0 && /^https:\/\/youtu\.be\/video000002\?t=\d+$/.test(await page.getAttribute('.links a', 'href')));
	await page.locator('.strip button').first().click();
	ok('and the first again', await text(page, '.original h2') === 'The first <b>tune</b>');
	await give(page, 'third.au');
	ok('a local one', await there(page, '.original h2', 'At home') && await state(page, 'found'));
	ok('plays nothing, links nowhere', await page.locator('.play, iframe, .links a').count() === 0 && !/secret/.test(await page.content()));
	ok('none of it was asked', page.tube.length === 0 && page.trouble.length === 0, page.trouble.join());
	await page.context().close();
}

async function none(browser) {
	const page = await open(browser);
	const asked = [];
	page.on('request', r => r.method() === 'POST' && asked.push(new URL(r.url()).search));
	await page.click('.options summary');
	await page.uncheck('#warp');
	await page.check('#more');
	await page.uncheck('#picture');
	await accessible(page, 'options');
	for (const [name, words] of [['none.au', /^Not found/], ['brief.wav', /^Too short to tell/], ['silence.wav', /^Silence/]]) {
		await give(page, name);
		ok(`${name}: ${words.source}`, await state(page, 'missing') && words.test(await text(page, '#answer')), await text(page, 'body'));
		await page.evaluate(() => { document.body.dataset.state = ''; });
	}
	await accessible(page, 'not found');
	ok('asked as wanted', asked.length === 3 && asked.every(s => s === '?warp=none&n=20&picture=0'), asked.join());
	for (const [name, words] of [['text', /^No sound in that file/], ['large', /^That file is too large\s+This server takes up to 4 MB/], ['empty', /^That file is empty/]]) {
		await give(page, name);
		ok(`${name}: ${words.source}`, await state(page, 'error') && words.test(await text(page, '#trouble')), await text(page, 'body'));
		ok('it is read out', words.test((await said(page)).replace('. ', '\n')), await said(page));
		await page.evaluate(() => { document.body.dataset.state = ''; });
	}
	await page.context().close();
}

async function patience(browser) {
	const page = await open(browser), other = await open(browser);
	// searches stop, as tests/site.sh has it, until they are released
	const held = () => fs.readdirSync(dir).filter(f => f.startsWith('held.'));
	const hold = () => fs.writeFileSync(file('hold'), '');
	const release = () => ['hold', ...held()].forEach(f => fs.rmSync(file(f), {force: true}));
	const stopped = async () => {
		while (held().length === 0)
			await page.waitForTimeout(50);
	};
	hold();
	await give(other, 'clip.mp3');
	await stopped();
	await give(page, 'second.au');
	ok('busy: it says so', await state(page, 'busy') && /Many people are searching\. Next try in \d s/.test(await text(page, '#said')), await text(page, '#progress'));
	release();
	ok('and comes again', await state(page, 'found') && await text(page, '.original h2') === 'The second');
	ok('the other is done, too', await state(other, 'found'));
	hold();
	await give(page, 'clip.mp3');
	await stopped();
	ok('it searches', await state(page, 'searching'));
	await page.locator('#cancel').focus();
	await page.keyboard.press('Enter');
	ok('cancel', await state(page, 'idle') && await said(page) === 'Cancelled.' && await page.locator('#progress').isHidden());
	ok('the focus is not lost', await focus(page) === 'INPUT#link');
	release();
	await give(page, 'clip.mp3');
	ok('its place is free again', await state(page, 'found'), await text(page, 'body'));
	await page.route('**/identify?*', r => r.abort());
	await give(page, 'clip.mp3');
	ok('no server', await state(page, 'error') && /The server does not answer/.test(await text(page, '#trouble')));
	ok('no error on the way', page.trouble.length === 0, page.trouble.join());
	await other.context().close();
	await page.context().close();
}

async function microphone(browser) {
	const page = await open(browser, {permissions: ['microphone']});
	await page.click('#record');
	ok('listening', await state(page, 'recording') && await page.locator('#level').isVisible());
	await there(page, '#said', /[456] s left/);
	ok('the level moves', await page.evaluate(() => {
		const c = document.getElementById('level');
		return c.getContext('2d').getImageData(0, 0, c.width / 4, c.height).data.some(v => v > 200);
	}));
	await accessible(page, 'listening');
	await page.click('#enough');
	ok('enough: it is searched', await state(page, 'found') && await text(page, '.original h2') === 'The first <b>tune</b>', await text(page, 'body'));
	ok('no error on the way', page.trouble.length === 0, page.trouble.join());
	await page.click('#record');
	await state(page, 'recording');
	await page.keyboard.press('Escape');
	ok('Escape: it is not', await state(page, 'idle') && await focus(page) === 'BUTTON#record');
	await page.context().close();
}

async function refused(browser) {
	const page = await open(browser);
	await page.click('#record');
	ok('no microphone', await state(page, 'error') && /^No microphone/.test(await text(page, '#trouble')));
	ok('CSP: no script that is not ours', await page.evaluate(async () => {
		const seen = [];
		document.addEventListener('securitypolicyviolation', e => seen.push(e.effectiveDirective));
		const inline = document.createElement('script');
		try { inline.text = 'window.ran = 1'; } catch { seen.push('types'); }
		inline.append('window.ran = 2');
		document.body.append(inline);
		try { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.ran = 3">'); } catch { seen.push('types'); }
		const img = document.createElement('img');
		img.setAttribute('src', 'https://evil.example/x.png');
		document.body.append(img);
		const foreign = document.createElement('script');
		try { foreign.src = 'https://evil.example/x.js'; } catch { seen.push('types'); }
		await fetch('https://evil.example/').catch(() => seen.push('fetch'));
		const frame = document.createElement('iframe');
		frame.src = 'https://evil.example/';
		document.body.append(frame);
		await new Promise(r => setTimeout(r, 300));
		return window.ran === undefined && ['types', 'fetch', 'img-src', 'frame-src', 'connect-src'].every(d => seen.includes(d)) ? '' : `${window.ran} ${seen}`;
	}) === '');
	ok('and none of it was asked', page.tube.every(u => !u.includes('evil')), page.tube.join());
	await page.context().close();
}

// Every size and theme: nothing is wider than the screen, and all of it legible.
async function sizes(browser) {
	const page = await open(browser);
	for (const what of ['idle', 'found']) {
		if (what === 'found') {
			await give(page, 'spliced.wav');
			await state(page, 'found');
			await page.click('.picture summary');
		}
		for (const [size, width, height] of [['phone', 360, 740], ['desktop', 1280, 900]])
			for (const colorScheme of ['light', 'dark']) {
				const name = `${size}-${colorScheme}-${what}`;
				await page.setViewportSize({width, height});
				await page.emulateMedia({colorScheme});
				ok(`${name}: fits`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
				ok(`${name}: large enough for a finger`, await page.evaluate(() => [...document.querySelectorAll('button, .button, .link input')]
					.filter(b => b.checkVisibility()).every(b => b.getBoundingClientRect().height >= 40)));
				if (what === 'found' && (size === 'phone') === (colorScheme === 'dark'))
					await accessible(page, name);
				await shot(page, name);
			}
	}
	await page.context().close();
}

(async () => {
	const browser = await chromium.launch({executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage',
		'--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${file('microphone.wav')}`]});
	for (const part of [upload, links, copies, drop, none, patience, microphone, refused, sizes].filter(p => wanted.length === 0 || wanted.includes(p.name)))
		await part(browser).catch(e => ok(part.name, false, e.stack.replace(/\n/g, ' ')));
	await browser.close();
	console.log(`1..${n}`);
	process.exit(bad ? 1 : 0);
})();
