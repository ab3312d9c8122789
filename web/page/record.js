// Ten seconds of the microphone.
import {Trouble} from './ask.js';

const SECONDS = 10;
const BARS = 64;

// as it is: what makes speech clear on the telephone spoils music
const RAW = {echoCancellation: false, noiseSuppression: false, autoGainControl: false};

function level(canvas, loud) {
	const c = canvas.getContext('2d');
	const w = canvas.width / BARS, style = getComputedStyle(canvas);
	c.clearRect(0, 0, canvas.width, canvas.height);
	for (let i = 0; i < BARS; i++) {
		const h = Math.max(2, (loud[i] || 0) * canvas.height);
		c.fillStyle = style.color;
		c.globalAlpha = i < loud.length ? 1 : 0.25;
		c.beginPath();
		c.roundRect(i * w + w * 0.2, (canvas.height - h) / 2, w * 0.6, h, w * 0.3);
		c.fill();
	}
}

// How loud the sound is, 0 to 1, as often as the bars want to know.
function listen(stream, heard) {
	const context = new AudioContext();
	const analyser = context.createAnalyser();
	const x = new Float32Array(analyser.fftSize);
	context.createMediaStreamSource(stream).connect(analyser);
	const t = setInterval(() => {
		analyser.getFloatTimeDomainData(x);
		const power = x.reduce((s, v) => s + v * v, 0) / x.length;
		heard(Math.min(1, Math.max(0, 1 + 10 * Math.log10(power + 1e-9) / 60)));
	}, SECONDS * 1000 / BARS);
	return () => {
		clearInterval(t);
		context.close();
	};
}

// A Blob. tick(seconds left) hears; enough is an AbortSignal that ends it early.
export async function record({canvas, gone, enough, tick}) {
	if (!navigator.mediaDevices || !window.MediaRecorder)
		throw new Trouble('insecure');
	const stream = await navigator.mediaDevices.getUserMedia({audio: RAW})
		.catch(() => { throw new Trouble('microphone'); });
	const type = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg']
		.find(t => MediaRecorder.isTypeSupported(t));
	const loud = [], parts = [], begun = performance.now();
	const left = () => SECONDS - (performance.now() - begun) / 1000;
	const quiet = listen(stream, l => {
		loud.push(l);
		level(canvas, loud);
		tick(Math.max(0, left()));
	});
	try {
		const recorder = new MediaRecorder(stream, type ? {mimeType: type} : {});
		level(canvas, loud);
		await new Promise((done, fail) => {
			recorder.ondataavailable = e => parts.push(e.data);
			recorder.onstop = done;
			recorder.onerror = () => fail(new Trouble('microphone'));
			recorder.start();
			const stop = () => recorder.state !== 'inactive' && recorder.stop();
			setTimeout(stop, SECONDS * 1000);
			gone.addEventListener('abort', stop);
			enough.addEventListener('abort', stop);
			if (gone.aborted || enough.aborted)
				stop();
		});
	} finally {
		quiet();
		stream.getTracks().forEach(t => t.stop());
	}
	if (gone.aborted)
		throw new Trouble('cancelled');
	return new Blob(parts, {type: type || 'audio/webm'});
}
